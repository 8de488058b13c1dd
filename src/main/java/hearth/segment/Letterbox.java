package hearth.segment;

import hearth.raster.ImageBlock;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * How a block lies in a YOLO's input: scaled to fit, centred, the rest grey.
 *
 * @param scaleX input pixels per block pixel across; rounded sizes make it differ from scaleY
 * @param scaleY input pixels per block pixel down
 * @param left columns of padding on the left
 * @param top rows of padding above
 * @param width of the scaled block in input pixels
 * @param height of the scaled block in input pixels
 * @param inputSize side of the input
 */
record Letterbox(
    double scaleX, double scaleY, int left, int top, int width, int height, int inputSize) {
  private static final int GREY = 114;

  /** A tile: made smaller where it must be, never larger. */
  static Letterbox tile(int width, int height, int inputSize) {
    return fit(width, height, inputSize, Math.min(1, scale(width, height, inputSize)));
  }

  /**
   * A whole picture: as large as fits.
   *
   * @param longestSide input pixels that its longest side takes, at most {@code inputSize}
   */
  static Letterbox picture(int width, int height, int inputSize, int longestSide) {
    return fit(width, height, inputSize, scale(width, height, longestSide));
  }

  private static double scale(int width, int height, int side) {
    return Math.min((double) side / height, (double) side / width);
  }

  private static Letterbox fit(int width, int height, int inputSize, double scale) {
    int w = Math.max(1, (int) Math.rint(width * scale));
    int h = Math.max(1, (int) Math.rint(height * scale));
    return new Letterbox(
        (double) w / width,
        (double) h / height,
        (inputSize - w) / 2,
        (inputSize - h) / 2,
        w,
        h,
        inputSize);
  }

  double blockX(float x) {
    return (x - left) / scaleX;
  }

  double blockY(float y) {
    return (y - top) / scaleY;
  }

  /**
   * Fills an input of numbers.
   *
   * @param input three planes of {@code inputSize * inputSize}
   */
  void fill(ImageBlock block, Normalisation normalisation, FloatBuffer input) {
    float[] row = new float[inputSize];
    for (int channel = 0; channel < 3; channel++) {
      byte[] pixels = scaled(block, channel);
      float[] table = normalisation.of(channel);
      int target = channel * inputSize * inputSize;
      for (int y = 0; y < inputSize; y++, target += inputSize) {
        Arrays.fill(row, table[GREY]);
        if (y >= top && y < top + height) {
          int p = (y - top) * width;
          for (int x = 0; x < width; x++) {
            row[left + x] = table[pixels[p + x] & 0xff];
          }
        }
        input.put(target, row, 0, inputSize);
      }
    }
  }

  /**
   * Fills an input of bytes, for models that normalise inside.
   *
   * @param input three planes of {@code inputSize * inputSize}
   */
  void fill(ImageBlock block, ByteBuffer input) {
    byte[] row = new byte[inputSize];
    for (int channel = 0; channel < 3; channel++) {
      byte[] pixels = scaled(block, channel);
      int target = channel * inputSize * inputSize;
      for (int y = 0; y < inputSize; y++, target += inputSize) {
        Arrays.fill(row, (byte) GREY);
        if (y >= top && y < top + height) {
          System.arraycopy(pixels, (y - top) * width, row, left, width);
        }
        input.put(target, row, 0, inputSize);
      }
    }
  }

  /** One channel at its size in the input; pixels that are not valid are grey. */
  private byte[] scaled(ImageBlock block, int channel) {
    int pixels = block.width() * block.height();
    byte[] plane = Arrays.copyOfRange(block.rgb(), channel * pixels, (channel + 1) * pixels);
    for (int i = 0; i < pixels; i++) {
      if (block.valid()[i] == 0) {
        plane[i] = GREY;
      }
    }
    return OpenCvBilinear.resize(plane, block.width(), block.height(), width, height);
  }
}
