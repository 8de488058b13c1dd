package hearth.segment;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import hearth.geo.InputException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** How sessions of ONNX Runtime are set up. */
final class Sessions {
  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
  private static final AtomicBoolean FALLBACK_SAID = new AtomicBoolean();

  private Sessions() {}

  /** Options of a session, and whether they put it on the processor. */
  record Options(SessionOptions options, boolean onCpu) implements AutoCloseable {
    @Override
    public void close() {
      options.close();
    }
  }

  /**
   * Options of a session; the caller's to close.
   *
   * @throws InputException if CUDA is asked for and cannot be used
   */
  static Options options(Inference inference) throws OrtException {
    SessionOptions options = new SessionOptions();
    try {
      options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
      options.setInterOpNumThreads(1);
      options.setIntraOpNumThreads(inference.intraOpThreads());
      options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
      options.setDeterministicCompute(true);
      // One block for all activations is laid out per shape of input; with batches of changing size
      // these pile up beside the arena: 200 MB more at no gain in time.
      options.setMemoryPatternOptimization(false);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      // Workers share the cores: a thread that waits must not burn what another could use.
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.addConfigEntry("session.inter_op.allow_spinning", "0");
      return new Options(options, !addCuda(options, inference.device()));
    } catch (OrtException | RuntimeException e) {
      options.close();
      throw e;
    }
  }

  /** As if nothing had been said yet, for tests. */
  static void forgetFallback() {
    FALLBACK_SAID.set(false);
  }

  /** Whether the session runs on a card. */
  private static boolean addCuda(SessionOptions options, Device device) {
    if (device.kind() == Device.Kind.CPU) {
      return false;
    }
    String reason;
    boolean built = OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
    if (!built) {
      reason = "this build has ONNX Runtime without CUDA";
    } else if (device.kind() == Device.Kind.AUTO && FALLBACK_SAID.get()) {
      return false; // Trying again would fail again, and ONNX Runtime reports each failure.
    } else {
      try {
        // ONNX Runtime tells why it cannot load CUDA only once it has an environment.
        OnnxModel.environment();
        options.addCUDA(device.index());
        return true;
      } catch (OrtException e) {
        reason = OnnxModel.firstLine(e);
      }
    }
    if (device.kind() == Device.Kind.CUDA) {
      throw new InputException(
          "device " + device + " cannot be used: " + reason,
          "Build with the Maven profile gpu on a machine with CUDA, or use --device cpu or auto.");
    }
    if (FALLBACK_SAID.compareAndSet(false, true)) {
      // Who has built for CUDA expects a card; for the others the processor is nothing to tell.
      LOG.atLevel(built ? Level.WARN : Level.INFO).log("Models run on the processor: {}", reason);
    }
    return false;
  }
}
