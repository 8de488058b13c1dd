package hearth.segment;

/** How the reference code of a family brings a picture to the size of its encoder's input. */
enum Resampling {
  /** In 8 bits with antialiasing, as Pillow does it. */
  PILLOW {
    @Override
    float[] resize(byte[] plane, int width, int height, int newWidth, int newHeight) {
      return toFloats(PillowBilinear.resize(plane, width, height, newWidth, newHeight));
    }
  },
  /** In floating point with antialiasing: PyTorch's {@code interpolate(antialias=True)}. */
  TORCH_ANTIALIASED {
    @Override
    float[] resize(byte[] plane, int width, int height, int newWidth, int newHeight) {
      TriangleWeights across = new TriangleWeights(width, newWidth);
      TriangleWeights down = new TriangleWeights(height, newHeight);
      float[] rows = new float[newWidth * height];
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < newWidth; x++) {
          double[] w = across.of(x);
          int p = y * width + across.first(x);
          double sum = 0;
          for (int k = 0; k < w.length; k++) {
            sum += w[k] * (plane[p + k] & 0xff);
          }
          rows[y * newWidth + x] = (float) sum;
        }
      }
      float[] out = new float[newWidth * newHeight];
      for (int y = 0; y < newHeight; y++) {
        double[] w = down.of(y);
        for (int x = 0; x < newWidth; x++) {
          int p = down.first(y) * newWidth + x;
          double sum = 0;
          for (int k = 0; k < w.length; k++, p += newWidth) {
            sum += w[k] * rows[p];
          }
          out[y * newWidth + x] = (float) sum;
        }
      }
      return out;
    }
  },
  /** In floating point between the four nearest pixels: PyTorch's {@code interpolate}. */
  TORCH {
    @Override
    float[] resize(byte[] plane, int width, int height, int newWidth, int newHeight) {
      float[] source = toFloats(plane);
      TorchBilinear bilinear = new TorchBilinear(width, height, width, newWidth, newHeight);
      float[] out = new float[newWidth * newHeight];
      for (int y = 0; y < newHeight; y++) {
        bilinear.row(source, y, out, y * newWidth, newWidth);
      }
      return out;
    }
  };

  /**
   * @param plane one channel, row by row
   * @return the resized channel, row by row, on the scale 0..255
   */
  abstract float[] resize(byte[] plane, int width, int height, int newWidth, int newHeight);

  private static float[] toFloats(byte[] plane) {
    float[] values = new float[plane.length];
    for (int i = 0; i < plane.length; i++) {
      values[i] = plane[i] & 0xff;
    }
    return values;
  }
}
