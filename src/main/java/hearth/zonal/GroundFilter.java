package hearth.zonal;

/**
 * Bare ground from a surface model: a progressive morphological filter (Zhang et al. 2003), whose
 * threshold follows the slope of the ground (as in Pingel et al. 2013).
 *
 * <p>The surface is opened by ever larger squares. What falls by more than the ground's slope
 * explains when the square outgrows it is no ground: a roof falls at once, by the height of its
 * eaves, while a hill is worn off slowly, by no more than its steepest flank in reach explains.
 * Gaps are filled by {@link HoleFiller}. A first pass assumes a steep slope everywhere; the second
 * takes the slope of the ground that the first found.
 */
final class GroundFilter {
  /** Unevenness that is no building: kerbs, cars' bonnets, noise of the model. */
  private static final double UNEVEN_METRES = 0.4;

  /** Of the first pass, 45°: steeper faces are walls, or stand in for them. */
  private static final double FIRST_SLOPE = 1;

  /** Room over the slope that the first pass found: a steep bank is ground too. */
  private static final double SLOPE_ROOM = 0.15;

  /** Over which the slope of the ground is taken: wider than a bank, narrower than a hill. */
  private static final double SLOPE_BASE_METRES = 10;

  /** Steps of the radius grow by this share, so that wide squares cost few steps. */
  private static final int STEP_SHARE = 16;

  private GroundFilter() {}

  /**
   * The ground.
   *
   * @param surface heights row by row, metres; NaN where there is none or a known outline stands
   * @param cellMetres size of a cell
   * @param widestMetres width of the largest square: more than that of the widest building
   * @return new array without NaN; all NaN if no cell has a height
   */
  static float[] ground(
      float[] surface, int width, int height, double cellMetres, double widestMetres) {
    float[] slope = new float[surface.length];
    java.util.Arrays.fill(slope, (float) FIRST_SLOPE);
    float[] first = pass(surface, width, height, cellMetres, widestMetres, slope);
    return pass(
        surface, width, height, cellMetres, widestMetres, slopes(first, width, height, cellMetres));
  }

  private static float[] pass(
      float[] surface,
      int width,
      int height,
      double cellMetres,
      double widestMetres,
      float[] slope) {
    int largest =
        Math.min(Math.max(width, height), (int) Math.ceil(widestMetres / cellMetres / 2) + 1);
    float[] ground = surface.clone();
    // Across a masked block a slope goes on: without its ground a hill above would seem to be a
    // roof.
    float[] last = HoleFiller.fill(surface, width, height);
    int before = 0;
    for (int radius = 1; radius <= largest; ) {
      float[] opened = Morphology.open(last, width, height, radius);
      float[] steepest = Morphology.dilate(slope, width, height, radius);
      double reach = 2 * (radius - before) * cellMetres;
      for (int i = 0; i < ground.length; i++) {
        if (last[i] - opened[i] > UNEVEN_METRES + steepest[i] * reach) {
          ground[i] = Float.NaN;
        }
      }
      last = opened;
      before = radius;
      radius =
          radius == largest
              ? largest + 1
              : Math.min(largest, radius + Math.max(1, radius / STEP_SHARE));
    }
    return HoleFiller.fill(ground, width, height);
  }

  /** Rise over run of a ground, with room, cell by cell. */
  private static float[] slopes(float[] ground, int width, int height, double cellMetres) {
    int base = Math.max(1, (int) Math.round(SLOPE_BASE_METRES / 2 / cellMetres));
    float[] slopes = new float[ground.length];
    for (int r = 0; r < height; r++) {
      int above = Math.max(0, r - base);
      int below = Math.min(height - 1, r + base);
      for (int c = 0; c < width; c++) {
        int left = Math.max(0, c - base);
        int right = Math.min(width - 1, c + base);
        double dx =
            right == left
                ? 0
                : (ground[r * width + right] - ground[r * width + left])
                    / ((right - left) * cellMetres);
        double dy =
            below == above
                ? 0
                : (ground[below * width + c] - ground[above * width + c])
                    / ((below - above) * cellMetres);
        slopes[r * width + c] = (float) (SLOPE_ROOM + Math.hypot(dx, dy));
      }
    }
    return slopes;
  }
}
