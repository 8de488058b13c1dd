package hearth.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Against numbers of {@code torch.nn.functional.interpolate(…, align_corners=False)}. */
class TorchBilinearTest {

  private static float[] resize(float[] source, int sw, int sh, int width, int height) {
    TorchBilinear bilinear = new TorchBilinear(sw, sh, sw, width, height);
    float[] result = new float[width * height];
    for (int y = 0; y < height; y++) {
      bilinear.row(source, y, result, y * width, width);
    }
    return result;
  }

  @Test
  void enlarged() {
    assertArrayEquals(
        new float[] {
          0, 0.25f, 0.75f, 1, //
          0.5f, 0.75f, 1.25f, 1.5f, //
          1.5f, 1.75f, 2.25f, 2.5f, //
          2, 2.25f, 2.75f, 3
        },
        resize(new float[] {0, 1, 2, 3}, 2, 2, 4, 4),
        1e-6f);
  }

  @Test
  void reducedWithoutAntialiasing() {
    assertArrayEquals(
        new float[] {0.75f, 3, 5.25f}, resize(new float[] {0, 1, 2, 3, 4, 5, 6}, 7, 1, 3, 1), 0.1f);
    assertArrayEquals(
        new float[] {0.5f, 2.5f}, resize(new float[] {0, 1, 2, 3}, 4, 1, 2, 1), 1e-6f);
  }

  @Test
  void theSameSizeIsTheSame() {
    float[] source = {3, -1, 4, 1, -5, 9};
    assertArrayEquals(source, resize(source, 3, 2, 3, 2));
  }

  @Test
  void aMaskIsCutWithoutThePadding() {
    // 4 x 4 logits on a canvas of 8 x 8, whose upper half is a picture of 16 x 8.
    float[] logits = {
      1, 1, -1, -1, //
      1, 1, -1, -1, //
      9, 9, 9, 9, //
      9, 9, 9, 9
    };
    WholeMask mask =
        new WholeMask(
            4,
            4,
            logits,
            new WholeMask.Size(8, 8),
            new WholeMask.Size(8, 4),
            new WholeMask.Size(16, 8),
            0.5);
    byte[] pixels = mask.pixels();
    assertEquals(16 * 8, pixels.length);
    for (int x = 0; x < 16; x++) {
      assertEquals(x < 8 ? (byte) 255 : 0, pixels[x], "column " + x);
    }
    assertEquals(4, mask.inPicture().width());
    assertEquals(2, mask.inPicture().height());
    assertEquals(4, mask.inPicture().stepX());
    assertEquals(0, mask.stability());
  }
}
