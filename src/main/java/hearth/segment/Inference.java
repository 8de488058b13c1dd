package hearth.segment;

import java.util.Objects;
import java.util.Optional;

/**
 * How models are run, the same for every session of a run.
 *
 * <p>The number of threads inside one {@code run} call is part of the result's identity (sums are
 * split by it), so it is fixed per run and does not follow the number of workers.
 *
 * @param device where
 * @param intraOpThreads threads that share one operator, at least 1
 * @param clock counts the time inside ONNX Runtime
 * @param embeddings where encoded blocks are kept; empty: nowhere
 */
public record Inference(
    Device device, int intraOpThreads, InferenceClock clock, Optional<EmbeddingCache> embeddings) {
  public Inference {
    Objects.requireNonNull(device, "device");
    Objects.requireNonNull(clock, "clock");
    if (intraOpThreads < 1) {
      throw new IllegalArgumentException("intra-op threads: " + intraOpThreads);
    }
  }

  public Inference(Device device, int intraOpThreads, Optional<EmbeddingCache> embeddings) {
    this(device, intraOpThreads, new InferenceClock(), embeddings);
  }

  public Inference(Device device, int intraOpThreads) {
    this(device, intraOpThreads, new InferenceClock(), Optional.empty());
  }
}
