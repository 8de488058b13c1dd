package hearth.segment;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The process's one environment of ONNX Runtime, which is never closed.
 *
 * <p>When it is made, ONNX Runtime 1.29 searches the process's command line by a regular expression
 * that calls itself for every letter: some 4,000 letters, as a list of imagery files has them,
 * overflow the stack of a Java thread (1 MB) and end the process. So a thread with room for a
 * command line of any length makes it.
 */
final class Environment {
  /** Some 250 bytes a letter, for a command line of 1 MB. Reserved, and taken as needed. */
  private static final long STACK_BYTES = 256L << 20;

  private static final OrtEnvironment ENVIRONMENT = make();

  private Environment() {}

  static OrtEnvironment get() {
    return ENVIRONMENT;
  }

  private static OrtEnvironment make() {
    FutureTask<OrtEnvironment> task = new FutureTask<>(new Making());
    new Thread(null, task, "onnxruntime-environment", STACK_BYTES).start();
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("ONNX Runtime cannot be started", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while ONNX Runtime was started", e);
    }
  }

  /** A class of its own, since the outer one waits for it while it is being initialised. */
  private static final class Making implements Callable<OrtEnvironment> {
    @Override
    public OrtEnvironment call() {
      return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "hearth");
    }
  }
}
