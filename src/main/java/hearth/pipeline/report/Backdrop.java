package hearth.pipeline.report;

import hearth.raster.ImageBlock;
import java.awt.image.BufferedImage;

/** The imagery as the ground of a panel, resampled into its frame. */
final class Backdrop {
  private static final int NOTHING_SEEN = 0xE6E4E0;
  private static final int MAX_SAMPLES = 4;
  private static final double DIMMED = 0.55;

  private final ImageBlock block;
  private final PanelFrame frame;

  Backdrop(ImageBlock block, PanelFrame frame) {
    this.block = block;
    this.frame = frame;
  }

  /** In its own colours. */
  BufferedImage colour() {
    Warp warp = new Warp(frame, block.grid());
    int samples = (int) Math.max(1, Math.min(MAX_SAMPLES, Math.round(warp.gridPixelsPerPixel())));
    BufferedImage image =
        new BufferedImage(frame.width(), frame.height(), BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < frame.height(); row++) {
      for (int column = 0; column < frame.width(); column++) {
        image.setRGB(column, row, pixel(warp, column, row, samples));
      }
    }
    return image;
  }

  /** Grey and light, so that what lies over it stands out. */
  static BufferedImage dimmed(BufferedImage colour) {
    BufferedImage image =
        new BufferedImage(colour.getWidth(), colour.getHeight(), BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < image.getHeight(); row++) {
      for (int column = 0; column < image.getWidth(); column++) {
        int rgb = colour.getRGB(column, row);
        // Luma of ITU-R BT.601.
        double grey = 0.299 * (rgb >> 16 & 255) + 0.587 * (rgb >> 8 & 255) + 0.114 * (rgb & 255);
        int light = (int) Math.round(255 - (255 - grey) * DIMMED);
        image.setRGB(column, row, light << 16 | light << 8 | light);
      }
    }
    return image;
  }

  /** Mean of samples spread evenly over the pixel; those where nothing was seen do not count. */
  private int pixel(Warp warp, int column, int row, int samples) {
    double[] sum = new double[4];
    for (int j = 0; j < samples; j++) {
      for (int i = 0; i < samples; i++) {
        double x = column + (i + 0.5) / samples;
        double y = row + (j + 0.5) / samples;
        addBilinear(warp.column(x, y) - 0.5, warp.row(x, y) - 0.5, sum);
      }
    }
    if (sum[3] < samples * samples / 2.0) {
      return NOTHING_SEEN;
    }
    int rgb = 0;
    for (int band = 0; band < 3; band++) {
      rgb = rgb << 8 | (int) Math.round(sum[band] / sum[3]);
    }
    return rgb;
  }

  private void addBilinear(double column, double row, double[] sum) {
    int left = (int) Math.floor(column);
    int top = (int) Math.floor(row);
    for (int j = 0; j <= 1; j++) {
      for (int i = 0; i <= 1; i++) {
        double weight = Math.abs(1 - i - (column - left)) * Math.abs(1 - j - (row - top));
        add(left + i, top + j, weight, sum);
      }
    }
  }

  private void add(int column, int row, double weight, double[] sum) {
    if (column < 0 || row < 0 || column >= block.width() || row >= block.height()) {
      return;
    }
    int at = row * block.width() + column;
    if (block.valid()[at] == 0) {
      return;
    }
    int plane = block.width() * block.height();
    for (int band = 0; band < 3; band++) {
      sum[band] += weight * (block.rgb()[band * plane + at] & 255);
    }
    sum[3] += weight;
  }
}
