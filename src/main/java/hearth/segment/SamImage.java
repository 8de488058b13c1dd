package hearth.segment;

import hearth.raster.ImageBlock;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Fills the input of a SAM encoder: normalised planes of red, green and blue in the upper left of a
 * square, the mean colour elsewhere and where the block is not valid.
 */
final class SamImage {
  /** ImageNet's, as SAM uses them: what a model that normalises itself takes for the mean. */
  private static final List<Double> MEAN = List.of(123.675, 116.28, 103.53);

  private final int size;
  private final Resampling resampling;
  private final Normalisation normalisation;
  private final byte[] meanColour = new byte[3];
  private final float[] blank = new float[3];
  private final Floats floats = new Floats();
  private final float[] row;

  /**
   * @param size side of the encoder's input
   */
  SamImage(int size, List<Double> mean, List<Double> std) {
    this(size, Resampling.PILLOW, new Normalisation(mean, std), mean);
  }

  private SamImage(
      int size, Resampling resampling, Normalisation normalisation, List<Double> colour) {
    this.size = size;
    this.resampling = resampling;
    this.normalisation = normalisation;
    for (int channel = 0; channel < 3; channel++) {
      float mean = colour.get(channel).floatValue();
      meanColour[channel] = (byte) Math.min(255, Math.max(0, Math.round(mean)));
      blank[channel] = normalisation.of(channel, mean);
    }
    this.row = new float[size];
  }

  /** The input of a family's encoder. */
  static SamImage of(ModelSpec spec, SamNames names, int size) {
    if (names.has(SamNames.Trait.UNIT_PIXELS)) {
      return new SamImage(size, Resampling.TORCH, Normalisation.UNIT, MEAN);
    }
    return new SamImage(
        size,
        names.has(SamNames.Trait.STRETCHED) ? Resampling.TORCH_ANTIALIASED : Resampling.PILLOW,
        new Normalisation(spec.mean(), spec.std()),
        spec.mean());
  }

  /** The block as it is. */
  FloatBuffer tile(ImageBlock block) {
    int width = block.width();
    int pixels = width * block.height();
    for (int channel = 0; channel < 3; channel++) {
      float[] table = normalisation.of(channel);
      float[] values = new float[pixels];
      for (int i = 0; i < pixels; i++) {
        values[i] =
            block.valid()[i] != 0
                ? table[block.rgb()[channel * pixels + i] & 0xff]
                : blank[channel];
      }
      fill(channel, values, width, block.height());
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
      float[] resized = resampling.resize(plane, width, height, newWidth, newHeight);
      for (int i = 0; i < resized.length; i++) {
        resized[i] = normalisation.of(channel, resized[i]);
      }
      fill(channel, resized, newWidth, newHeight);
    }
    return floats.atLeast(3 * size * size);
  }

  private void fill(int channel, float[] values, int width, int height) {
    FloatBuffer input = floats.atLeast(3 * size * size);
    int target = channel * size * size;
    Arrays.fill(row, blank[channel]);
    for (int y = 0; y < size; y++, target += size) {
      if (y < height) {
        System.arraycopy(values, y * width, row, 0, width);
      } else if (y == height) {
        Arrays.fill(row, blank[channel]);
      }
      input.put(target, row, 0, size);
    }
  }
}
