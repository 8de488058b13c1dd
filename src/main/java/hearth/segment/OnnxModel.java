package hearth.segment;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import hearth.geo.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model file loaded into ONNX Runtime. Thread-safe: any number of threads may run it at a time.
 */
final class OnnxModel implements AutoCloseable {
  private final String name;
  private final OrtSession session;
  private final ModelIo io;
  private final Inference inference;
  private final boolean onCpu;

  private OnnxModel(
      String name, OrtSession session, ModelIo io, Inference inference, boolean onCpu) {
    this.name = name;
    this.session = session;
    this.io = io;
    this.inference = inference;
    this.onCpu = onCpu;
  }

  /** Verifies and loads a file of a model. */
  static OnnxModel open(ModelSpec spec, String role, Inference inference) {
    return open(spec.name() + "/" + role, ModelFiles.verified(spec, role), inference);
  }

  /**
   * The same file of a model without what only other outputs need, as a session of its own; empty
   * where nothing can be saved.
   *
   * @param outputs those that will be asked for
   */
  Optional<OnnxModel> keeping(
      Set<String> outputs, ModelSpec spec, String role, Inference inference) {
    Path file = ModelFiles.verified(spec, role);
    try {
      return OnnxPruning.keeping(Files.readAllBytes(file), outputs)
          .map(
              pruned ->
                  open(
                      name,
                      file,
                      inference,
                      options -> environment().createSession(pruned, options)));
    } catch (IOException e) {
      throw new InputException(
          file + ": cannot be read (" + e.getMessage() + ")", "Check that it is there.", e);
    }
  }

  /**
   * Loads a file.
   *
   * @param name for messages and the clock
   */
  static OnnxModel open(String name, Path file, Inference inference) {
    checkNotEmpty(file);
    return open(
        name, file, inference, options -> environment().createSession(file.toString(), options));
  }

  /** Makes a session of a file or of what was made of it. */
  private interface SessionMaker {
    OrtSession make(OrtSession.SessionOptions options) throws OrtException;
  }

  private static OnnxModel open(String name, Path file, Inference inference, SessionMaker maker) {
    OrtSession session = null;
    try (Sessions.Options options = Sessions.options(inference)) {
      session = maker.make(options.options());
      ModelIo io =
          new ModelIo(
              tensors(session.getInputInfo().values()),
              tensors(session.getOutputInfo().values()),
              session.getMetadata().getCustomMetadata());
      inference
          .clock()
          .loadedOn(
              options.onCpu()
                  ? Device.CPU
                  : new Device(Device.Kind.CUDA, inference.device().index()));
      return new OnnxModel(name, session, io, inference, options.onCpu());
    } catch (OrtException e) {
      close(session);
      throw new InputException(
          file + ": cannot be loaded as an ONNX model (" + firstLine(e) + ")",
          "It may be cut short, of another format, or lack a file of external data beside it.",
          e);
    }
  }

  /** The process's one environment, which is never closed. */
  static OrtEnvironment environment() {
    return Environment.get();
  }

  String name() {
    return name;
  }

  boolean onCpu() {
    return onCpu;
  }

  /** Where encoded blocks are kept, where they are. */
  Optional<EmbeddingCache> embeddings() {
    return inference.embeddings();
  }

  ModelIo io() {
    return io;
  }

  /** Runs it; the result is the caller's to close. */
  OrtSession.Result run(Map<String, OnnxTensor> inputs, Set<String> outputs) {
    return run(inputs, outputs, Map.of());
  }

  /**
   * Runs it.
   *
   * @param outputs those that ONNX Runtime makes room for
   * @param pinned those that are written into tensors of the caller
   * @return all of them; the caller's to close, which leaves pinned tensors open
   */
  OrtSession.Result run(
      Map<String, OnnxTensor> inputs, Set<String> outputs, Map<String, OnnxTensor> pinned) {
    long start = System.nanoTime();
    try {
      return session.run(inputs, outputs, pinned);
    } catch (OrtException e) {
      throw new IllegalStateException("model " + name + " failed: " + firstLine(e), e);
    } finally {
      inference.clock().add(name, System.nanoTime() - start);
    }
  }

  /**
   * A tensor over a direct buffer in native byte order, without a copy.
   *
   * @param data as many numbers from its start as the shape has
   */
  static OnnxTensor tensor(FloatBuffer data, long... shape) {
    long count = 1;
    for (long size : shape) {
      count *= size;
    }
    try {
      return OnnxTensor.createTensor(environment(), data.slice(0, Math.toIntExact(count)), shape);
    } catch (OrtException e) {
      throw new IllegalStateException("tensor " + Arrays.toString(shape), e);
    }
  }

  /**
   * A tensor of whole numbers.
   *
   * @param values as many as the shape has
   */
  static OnnxTensor tensor(long[] values, long... shape) {
    LongBuffer data =
        ByteBuffer.allocateDirect(values.length * Long.BYTES)
            .order(ByteOrder.nativeOrder())
            .asLongBuffer()
            .put(0, values);
    try {
      return OnnxTensor.createTensor(environment(), data, shape);
    } catch (OrtException e) {
      throw new IllegalStateException("tensor " + Arrays.toString(shape), e);
    }
  }

  /**
   * A tensor of bytes: small whole numbers, or truth values as 0 and 1.
   *
   * @param values as many as the shape has
   */
  static OnnxTensor tensor(byte[] values, OnnxJavaType type, long... shape) {
    ByteBuffer data =
        ByteBuffer.allocateDirect(values.length).order(ByteOrder.nativeOrder()).put(0, values);
    try {
      return OnnxTensor.createTensor(environment(), data, shape, type);
    } catch (OrtException e) {
      throw new IllegalStateException("tensor " + Arrays.toString(shape), e);
    }
  }

  @Override
  public void close() {
    close(session);
  }

  private static void close(OrtSession session) {
    try {
      if (session != null) {
        session.close();
      }
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void checkNotEmpty(Path file) {
    try {
      if (Files.size(file) == 0) {
        throw new InputException(file + ": the file is empty", "Get it again.");
      }
    } catch (IOException e) {
      throw new InputException(
          file + ": cannot be read (" + e.getMessage() + ")", "Check that it is there.", e);
    }
  }

  private static List<TensorSpec> tensors(Collection<NodeInfo> nodes) {
    List<TensorSpec> all = new ArrayList<>();
    for (NodeInfo node : nodes) {
      if (node.getInfo() instanceof TensorInfo info) {
        all.add(
            new TensorSpec(
                node.getName(),
                typeName(info),
                Arrays.stream(info.getShape()).boxed().toList(),
                axes(info)));
      } else {
        all.add(new TensorSpec(node.getName(), "not a tensor", List.of(), List.of()));
      }
    }
    return all;
  }

  private static List<String> axes(TensorInfo info) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < info.getShape().length; i++) {
      String axis = info.getDimensionNames()[i];
      names.add(axis == null ? "" : axis);
    }
    return names;
  }

  /** As NumPy and the ONNX documents name it. */
  private static String typeName(TensorInfo info) {
    return switch (info.type) {
      case FLOAT -> "float32";
      case DOUBLE -> "float64";
      default -> info.type.name().toLowerCase(Locale.ROOT);
    };
  }

  static String firstLine(OrtException e) {
    return e.getMessage().lines().findFirst().orElse("no reason given");
  }
}
