package hearth.segment;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import hearth.geo.InputException;
import hearth.raster.ImageBlock;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A network of the YOLO family: one image in, boxes out. */
final class BoxDetector implements Detector {
  /** Input size of Ultralytics' exports that leave it open. */
  private static final int DEFAULT_INPUT_SIZE = 640;

  private final ModelSpec spec;
  private final OnnxModel model;
  private final DetectorContract contract;
  private final ClassNames names;
  private final Optional<BitSet> chosen;
  private final int size;
  private final Normalisation normalisation;
  private final Suppression suppression;
  private final Pool<Work> pool = new Pool<>(Work::new);

  private BoxDetector(ModelSpec spec, OnnxModel model, DetectorOptions options) {
    this.spec = spec;
    this.model = model;
    contract = DetectorContract.of(spec, model.io());
    names = ClassNames.of(spec, model.io(), contract.classes(model.io()));
    chosen =
        options.classes().isEmpty()
            ? Optional.empty()
            : Optional.of(names.numbers(spec.name(), options.classes()));
    size = inputSize(spec, model.io());
    normalisation = new Normalisation(spec.mean(), spec.std());
    suppression = new Suppression(spec.nmsIou(), options.acrossClasses(), MOST_BOXES);
  }

  static BoxDetector open(ModelSpec spec, Inference inference, DetectorOptions options) {
    if (options.text().isPresent()) {
      throw new InputException(
          "model " + spec.name() + " takes no text: it finds its own classes",
          "Leave the text out, or name a detector that understands words.");
    }
    OnnxModel model = OnnxModel.open(spec, ModelRoles.MODEL, inference);
    try {
      return new BoxDetector(spec, model, options);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  static int inputSize(ModelSpec spec, ModelIo io) {
    int size =
        Models.inputSize(
            spec, io.inputs().get(0), ExportNotes.inputSize(io).orElse(DEFAULT_INPUT_SIZE));
    int stride = ExportNotes.stride(io).orElse(1);
    if (size % stride != 0) {
      throw new InputException(
          "model %s: its input of %d px is no multiple of its stride, %d px"
              .formatted(spec.name(), size, stride),
          "Give an input-size in " + spec.name() + ".yaml that is one.");
    }
    return size;
  }

  @Override
  public ModelSpec spec() {
    return spec;
  }

  @Override
  public int inputSize() {
    return size;
  }

  @Override
  public double groundResolution() {
    return spec.groundResolution();
  }

  @Override
  public List<DetectedBox> detect(ImageBlock block) {
    return detect(block, Letterbox.tile(block.width(), block.height(), size));
  }

  @Override
  public List<DetectedBox> detectPicture(ImageBlock picture) {
    return detect(
        picture,
        Letterbox.picture(picture.width(), picture.height(), size, contract.pictureSide(size)));
  }

  private List<DetectedBox> detect(ImageBlock block, Letterbox letterbox) {
    float least = (float) spec.scoreThreshold();
    Candidates all = pool.with(work -> work.run(block, letterbox, least));
    Candidates found = chosen.map(all::ofClasses).orElse(all);
    int[] order =
        contract.overlaps(model.io()) ? suppression.keep(found, size) : Suppression.byScore(found);
    List<DetectedBox> boxes = new ArrayList<>();
    for (int i : order) {
      DetectedBox.within(
              block,
              letterbox.blockX(found.x0(i)),
              letterbox.blockY(found.y0(i)),
              letterbox.blockX(found.x1(i)),
              letterbox.blockY(found.y1(i)),
              found.score(i),
              names.of(found.label(i)))
          .ifPresent(boxes::add);
      if (boxes.size() == MOST_BOXES) {
        break;
      }
    }
    return boxes;
  }

  @Override
  public void close() {
    model.close();
  }

  /** Buffers of one call. */
  private final class Work {
    private final TensorSpec image = model.io().inputs().get(0);
    private final Floats floats = new Floats();
    private final ByteBuffer bytes =
        image.isFloat() ? null : ByteBuffer.allocateDirect(3 * size * size);
    private final Map<String, Floats> outputs = new HashMap<>();

    Candidates run(ImageBlock block, Letterbox letterbox, float least) {
      Map<String, OnnxTensor> pinned = new HashMap<>();
      Map<String, FloatBuffer> own = new HashMap<>();
      Set<String> open = new LinkedHashSet<>();
      for (TensorSpec out : contract.wanted(model.io())) {
        if (out.isFloat() && out.shape().stream().allMatch(n -> n > 0)) {
          long[] shape = out.shape().stream().mapToLong(Long::longValue).toArray();
          FloatBuffer room = room(out.name(), shape);
          own.put(out.name(), room);
          pinned.put(out.name(), OnnxModel.tensor(room, shape));
        } else {
          open.add(out.name());
        }
      }
      try (OnnxTensor input = input(block, letterbox);
          OrtSession.Result result = model.run(Map.of(image.name(), input), open, pinned)) {
        return contract.read(model.io(), new Outputs(result, own), least);
      } finally {
        pinned.values().forEach(OnnxTensor::close);
      }
    }

    private FloatBuffer room(String output, long[] shape) {
      int count = 1;
      for (long n : shape) {
        count = Math.multiplyExact(count, Math.toIntExact(n));
      }
      return outputs.computeIfAbsent(output, n -> new Floats()).atLeast(count).slice(0, count);
    }

    private OnnxTensor input(ImageBlock block, Letterbox letterbox) {
      if (image.isFloat()) {
        letterbox.fill(block, normalisation, floats.atLeast(3 * size * size));
        return OnnxModel.tensor(floats.atLeast(3 * size * size), 1, 3, size, size);
      }
      letterbox.fill(block, bytes);
      try {
        return OnnxTensor.createTensor(
            OnnxModel.environment(), bytes, new long[] {1, 3, size, size}, OnnxJavaType.UINT8);
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
