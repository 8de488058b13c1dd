package hearth.segment;

import hearth.raster.ImageBlock;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Fills the input of a SAM encoder: normalised planes of red, green and blue in the upper left of a
 * square, zeros (the mean colour) elsewhere and where the block is not valid.
 */
final class SamImage {
  private final int size;
  private final Normalisation normalisation;
  private final byte[] meanColour = new byte[3];
  private final Floats floats = new Floats();
  private final float[] row;

  /**
   * @param size side of the encoder's input
   */
  SamImage(int size, List<Double> mean, List<Double> std) {
    this.size = size;
    this.normalisation = new Normalisation(mean, std);
    for (int channel = 0; channel < 3; channel++) {
      meanColour[channel] = (byte) Math.min(255, Math.max(0, Math.round(mean.get(channel))));
    }
    this.row = new float[size];
  }

  /** The block as it is. */
  FloatBuffer tile(ImageBlock block) {
    int pixels = block.width() * block.height();
    for (int channel = 0; channel < 3; channel++) {
      fill(channel, block.rgb(), channel * pixels, block.valid(), block.width(), block.height());
    }
    return floats.atLeast(3 * size * size);
  }

  /** The block resized. Pixels that are not valid take the mean colour before. */
  FloatBuffer picture(ImageBlock block, int newWidth, int newHeight) {
    int width = block.width();
    int height = block.height();
    int pixels = width * height;
    for (int channel = 0; channel < 3; channel++) {
      byte[] plane = Arrays.copyOfRange(block.rgb(), channel * pixels, (channel + 1) * pixels);
      for (int i = 0; i < pixels; i++) {
        if (block.valid()[i] == 0) {
          plane[i] = meanColour[channel];
        }
      }
      byte[] resized = PillowBilinear.resize(plane, width, height, newWidth, newHeight);
      fill(channel, resized, 0, null, newWidth, newHeight);
    }
    return floats.atLeast(3 * size * size);
  }

  private void fill(int channel, byte[] pixels, int start, byte[] valid, int width, int height) {
    FloatBuffer input = floats.atLeast(3 * size * size);
    float[] table = normalisation.of(channel);
    int target = channel * size * size;
    for (int y = 0; y < height; y++, target += size) {
      int p = y * width;
      for (int x = 0; x < width; x++) {
        row[x] = valid == null || valid[p + x] != 0 ? table[pixels[start + p + x] & 0xff] : 0;
      }
      Arrays.fill(row, width, size, 0);
      input.put(target, row, 0, size);
    }
    Arrays.fill(row, 0);
    for (int y = height; y < size; y++, target += size) {
      input.put(target, row, 0, size);
    }
  }
}
