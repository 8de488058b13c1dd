package hearth.zonal;

/**
 * Fills cells without a value smoothly from those around: a membrane stretched over the hole
 * (Laplace's equation), found from coarse to fine, so that wide holes cost no more than narrow
 * ones.
 */
final class HoleFiller {
  /** Sweeps of relaxation at each level; the coarser level has already brought the shape. */
  private static final int SWEEPS = 12;

  private HoleFiller() {}

  /**
   * @param values row by row, NaN where there is none
   * @return new array without NaN; all NaN if no cell has a value
   */
  static float[] fill(float[] values, int width, int height) {
    boolean holes = false;
    boolean any = false;
    for (float v : values) {
      holes |= Float.isNaN(v);
      any |= !Float.isNaN(v);
    }
    float[] filled = values.clone();
    if (!holes || !any) {
      return filled;
    }
    int w = (width + 1) / 2;
    int h = (height + 1) / 2;
    float[] coarse = fill(halved(values, width, height, w, h), w, h);
    for (int r = 0; r < height; r++) {
      for (int c = 0; c < width; c++) {
        if (Float.isNaN(values[r * width + c])) {
          filled[r * width + c] = between(coarse, w, h, (c - 0.5) / 2, (r - 0.5) / 2);
        }
      }
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      relax(values, filled, width, height);
    }
    return filled;
  }

  private static float[] halved(float[] values, int width, int height, int w, int h) {
    float[] result = new float[w * h];
    for (int r = 0; r < h; r++) {
      for (int c = 0; c < w; c++) {
        double sum = 0;
        int n = 0;
        for (int y = 2 * r; y < Math.min(height, 2 * r + 2); y++) {
          for (int x = 2 * c; x < Math.min(width, 2 * c + 2); x++) {
            float v = values[y * width + x];
            if (!Float.isNaN(v)) {
              sum += v;
              n++;
            }
          }
        }
        result[r * w + c] = n == 0 ? Float.NaN : (float) (sum / n);
      }
    }
    return result;
  }

  private static float between(float[] values, int width, int height, double x, double y) {
    double cx = Math.max(0, Math.min(width - 1.0, x));
    double cy = Math.max(0, Math.min(height - 1.0, y));
    int c = (int) Math.min(cx, Math.max(0, width - 2));
    int r = (int) Math.min(cy, Math.max(0, height - 2));
    int right = Math.min(width - 1, c + 1);
    int below = Math.min(height - 1, r + 1);
    double tx = cx - c;
    double ty = cy - r;
    return (float)
        ((1 - ty) * ((1 - tx) * values[r * width + c] + tx * values[r * width + right])
            + ty * ((1 - tx) * values[below * width + c] + tx * values[below * width + right]));
  }

  /** Gauss-Seidel: each empty cell becomes the mean of its neighbours. */
  private static void relax(float[] given, float[] filled, int width, int height) {
    for (int r = 0; r < height; r++) {
      for (int c = 0; c < width; c++) {
        int i = r * width + c;
        if (!Float.isNaN(given[i])) {
          continue;
        }
        float sum = 0;
        int n = 0;
        if (c > 0) {
          sum += filled[i - 1];
          n++;
        }
        if (c < width - 1) {
          sum += filled[i + 1];
          n++;
        }
        if (r > 0) {
          sum += filled[i - width];
          n++;
        }
        if (r < height - 1) {
          sum += filled[i + width];
          n++;
        }
        if (n > 0) {
          filled[i] = sum / n;
        }
      }
    }
  }
}
