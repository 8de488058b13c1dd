package hearth.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.raster.ImageBlock;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import javax.imageio.ImageIO;

/** Pictures, model descriptions and comparisons for tests. */
final class Samples {
  /** Small networks made by scripts/reference/segment_reference.py. */
  static final Path RESOURCES = Path.of("src/test/resources/segment");

  private Samples() {}

  /** A folder of large reference outputs, where it lies beside the checkout. */
  static Path shared(String folder) {
    Path path = Path.of("../shared/reference", folder);
    assumeTrue(Files.isDirectory(path), "no " + path);
    return path;
  }

  static Inference inference() {
    return new Inference(Device.CPU, 2);
  }

  static ImageBlock png(Path file) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    int w = image.getWidth();
    int h = image.getHeight();
    byte[] rgb = new byte[3 * w * h];
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        int p = image.getRGB(x, y);
        rgb[y * w + x] = (byte) (p >> 16);
        rgb[w * h + y * w + x] = (byte) (p >> 8);
        rgb[2 * w * h + y * w + x] = (byte) p;
      }
    }
    return block(w, h, rgb, null);
  }

  /**
   * @param valid null for everywhere
   */
  static ImageBlock block(int width, int height, byte[] rgb, byte[] valid) {
    byte[] v = valid;
    if (v == null) {
      v = new byte[width * height];
      Arrays.fill(v, (byte) 1);
    }
    return new ImageBlock(new Grid(Crs.WGS84, Affine.IDENTITY, width, height), rgb, v);
  }

  static ModelSpec segmenter(Path folder, String encoder, String decoder) {
    return spec(
        ModelKind.SEGMENTER,
        Optional.empty(),
        folder,
        Map.of("encoder", encoder, "decoder", decoder));
  }

  static ModelSpec detector(Path folder, String file) {
    return spec(ModelKind.DETECTOR, Optional.empty(), folder, Map.of("model", file));
  }

  static ModelSpec spec(
      ModelKind kind, Optional<ModelLayout> layout, Path folder, Map<String, String> names) {
    return spec(kind, layout, OptionalInt.empty(), folder, names);
  }

  static ModelSpec spec(
      ModelKind kind, OptionalInt inputSize, Path folder, Map<String, String> names) {
    return spec(kind, Optional.empty(), inputSize, folder, names);
  }

  private static ModelSpec spec(
      ModelKind kind,
      Optional<ModelLayout> layout,
      OptionalInt inputSize,
      Path folder,
      Map<String, String> names) {
    Map<String, ModelFile> files = new TreeMap<>();
    names.forEach(
        (role, name) ->
            files.put(role, new ModelFile(name, ModelFiles.sha256(folder.resolve(name)))));
    return new ModelSpec(
        "test",
        kind,
        layout,
        files,
        inputSize,
        0.3,
        ModelYaml.defaultMean(kind),
        ModelYaml.defaultStd(kind),
        List.of(),
        0.25,
        0.5,
        OptionalDouble.empty(),
        "",
        "",
        List.of(),
        Map.of(),
        Map.of(),
        folder);
  }

  static void assertClose(String what, float[] expected, float[] actual, double tolerance) {
    assertEquals(expected.length, actual.length, what + ": numbers");
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i] - actual[i]));
      assertTrue(Float.isFinite(actual[i]), what + ": not finite");
    }
    assertTrue(largest <= tolerance, what + ": off by " + largest);
  }

  static float[] array(FloatBuffer buffer, int offset, int length) {
    float[] values = new float[length];
    buffer.get(offset, values);
    return values;
  }
}
