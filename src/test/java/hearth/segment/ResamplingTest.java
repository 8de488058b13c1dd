package hearth.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import hearth.raster.ImageBlock;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplingTest {

  @ParameterizedTest
  @CsvSource({"32, 19", "75, 44"})
  void pillowsResamplingIsMatchedToTheLastBit(int width, int height) throws IOException {
    ImageBlock source = Samples.png(Samples.RESOURCES.resolve("resize.png"));
    ImageBlock expected =
        Samples.png(Samples.RESOURCES.resolve("resize-%dx%d.png".formatted(width, height)));
    for (int channel = 0; channel < 3; channel++) {
      assertArrayEquals(
          plane(expected, channel),
          PillowBilinear.resize(
              plane(source, channel), source.width(), source.height(), width, height));
    }
  }

  /** SAM2Transforms of sam2's own code: scripts/reference/sam2_reference.py. */
  @Test
  void aWholePictureIsPreparedAsSam2PreparesIt() throws IOException {
    ModelSpec spec = Samples.segmenter(Samples.RESOURCES, "sam2-encoder.onnx", "sam2-decoder.onnx");
    SamNames stretched =
        new SamNames(
            List.of(), "", "", "", "", SamNames.ALL_TOKENS, Set.of(SamNames.Trait.STRETCHED));
    ImageBlock picture = Samples.png(Samples.RESOURCES.resolve("picture.png"));
    Samples.assertClose(
        "prepared",
        Npy.read(Samples.RESOURCES.resolve("sam2-transformed.npy")).values(),
        Samples.array(SamImage.of(spec, stretched, 64).picture(picture, 64, 64), 0, 3 * 64 * 64),
        1e-5);
  }

  @Test
  void theSameSizeIsTheSamePicture() {
    byte[] plane = {1, 2, 3, 4, 5, 6};
    assertSame(plane, PillowBilinear.resize(plane, 3, 2, 3, 2));
    assertSame(plane, OpenCvBilinear.resize(plane, 3, 2, 3, 2));
  }

  @Test
  void aFlatPictureStaysFlat() {
    byte[] plane = new byte[40 * 30];
    Arrays.fill(plane, (byte) 201);
    byte[] expected = new byte[64 * 17];
    Arrays.fill(expected, (byte) 201);
    assertArrayEquals(expected, PillowBilinear.resize(plane, 40, 30, 64, 17));
    assertArrayEquals(expected, OpenCvBilinear.resize(plane, 40, 30, 64, 17));
  }

  private static byte[] plane(ImageBlock block, int channel) {
    int pixels = block.width() * block.height();
    return Arrays.copyOfRange(block.rgb(), channel * pixels, (channel + 1) * pixels);
  }
}
