package hearth.segment;

import hearth.raster.LogitMask;

/**
 * A segmenter's answer for the whole picture, at the decoder's own low resolution.
 *
 * <p>The decoder's logits cover a canvas, the encoder's input, of which the picture takes the upper
 * left part.
 *
 * @param width columns of logits
 * @param height rows of logits
 * @param logits row by row, those of the padding included; owned by the mask
 * @param canvas size to which the logits are brought first: that of the encoder's input, or the
 *     picture's where there is one step only
 * @param used part of the canvas that the resized picture takes
 * @param picture size of the picture
 * @param predictedIou the model's own estimate of the mask's IoU; about 0..1, not clipped
 */
public record WholeMask(
    int width,
    int height,
    float[] logits,
    Size canvas,
    Size used,
    Size picture,
    double predictedIou) {
  private static final byte INSIDE = (byte) 255;

  /** Pixels right and down. */
  public record Size(int width, int height) {}

  public WholeMask {
    if (logits.length != width * height) {
      throw new IllegalArgumentException(
          "%d x %d logits, given %d".formatted(width, height, logits.length));
    }
  }

  /**
   * The mask at the picture's size, 0 and 255 row by row, as SAM's own post-processing makes it
   * ({@code Sam.postprocess_masks}): logits to the size of the encoder's input, without the
   * padding, to the size of the picture, both bilinear, inside above 0.
   */
  public byte[] pixels() {
    float[] onCanvas = new float[used.width() * used.height()];
    TorchBilinear toCanvas =
        new TorchBilinear(width, height, width, canvas.width(), canvas.height());
    for (int y = 0; y < used.height(); y++) {
      toCanvas.row(logits, y, onCanvas, y * used.width(), used.width());
    }
    TorchBilinear toPicture =
        new TorchBilinear(
            used.width(), used.height(), used.width(), picture.width(), picture.height());
    byte[] pixels = new byte[Math.multiplyExact(picture.width(), picture.height())];
    float[] row = new float[picture.width()];
    for (int y = 0; y < picture.height(); y++) {
      toPicture.row(onCanvas, y, row, 0, row.length);
      for (int x = 0; x < row.length; x++) {
        pixels[y * row.length + x] = row[x] > 0 ? INSIDE : 0;
      }
    }
    return pixels;
  }

  /** The logits without those of the padding, in pixels of the picture. */
  public LogitMask inPicture() {
    double strideX = (double) canvas.width() / width;
    double strideY = (double) canvas.height() / height;
    // A hair of slack against rounding.
    int columns = Math.min(width, (int) Math.ceil(used.width() / strideX - 1e-9));
    int rows = Math.min(height, (int) Math.ceil(used.height() / strideY - 1e-9));
    float[] cut = new float[columns * rows];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(logits, row * width, cut, row * columns, columns);
    }
    return new LogitMask(
        columns,
        rows,
        cut,
        0,
        0,
        strideX * picture.width() / used.width(),
        strideY * picture.height() / used.height());
  }

  /** IoU of the mask cut at logits +1 and -1; 0 where nothing reaches -1. */
  public double stability() {
    return MaskCut.stability(inPicture().logits());
  }
}
