package hearth.zonal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class GroundFilterTest {
  private static final int SIZE = 120;

  @FunctionalInterface
  private interface Heights {
    double at(int column, int row);
  }

  private static float[] raster(Heights heights) {
    float[] z = new float[SIZE * SIZE];
    for (int r = 0; r < SIZE; r++) {
      for (int c = 0; c < SIZE; c++) {
        z[r * SIZE + c] = (float) heights.at(c, r);
      }
    }
    return z;
  }

  /** Largest error of the ground, a few cells from the rim. */
  private static double worst(float[] ground, Heights truth) {
    double worst = 0;
    for (int r = 5; r < SIZE - 5; r++) {
      for (int c = 5; c < SIZE - 5; c++) {
        worst = Math.max(worst, Math.abs(ground[r * SIZE + c] - truth.at(c, r)));
      }
    }
    return worst;
  }

  @Test
  void housesThatNobodyKnowsOfAreTakenOffASlope() {
    Heights slope = (c, r) -> 100 + 0.25 * c - 0.1 * r;
    Heights town =
        (c, r) -> slope.at(c, r) + (c % 30 > 8 && c % 30 < 20 && r % 25 > 5 && r % 25 < 18 ? 6 : 0);
    float[] ground = GroundFilter.ground(raster(town), SIZE, SIZE, 1, 50);
    int off = 0;
    for (int i = 0; i < ground.length; i++) {
      off += Math.abs(ground[i] - slope.at(i % SIZE, i / SIZE)) > 0.5 ? 1 : 0;
    }
    // A house at the rim has little ground around it: a corner of one may stay.
    assertTrue(off < 0.005 * ground.length, off + " of " + ground.length);
  }

  @Test
  void aHillStays() {
    // 20 m high, flanks of up to 31°.
    Heights hill = (c, r) -> 20 * Math.exp(-(Math.pow(c - 60, 2) + Math.pow(r - 60, 2)) / 800.0);
    assertTrue(worst(GroundFilter.ground(raster(hill), SIZE, SIZE, 1, 60), hill) < 1);
  }

  @Test
  void maskedBlocksAreBridgedAlongTheSlope() {
    Heights slope = (c, r) -> 0.2 * c;
    Heights masked = (c, r) -> c > 30 && c < 80 && r > 30 && r < 90 ? Double.NaN : slope.at(c, r);
    assertTrue(worst(GroundFilter.ground(raster(masked), SIZE, SIZE, 1, 50), slope) < 0.5);
  }

  @Test
  void nothingIsKnownWithoutAnyHeight() {
    float[] nothing = raster((c, r) -> Double.NaN);
    for (float v : GroundFilter.ground(nothing, SIZE, SIZE, 1, 50)) {
      assertTrue(Float.isNaN(v));
    }
  }

  @Test
  void openingIsThatOfTheDefinition() {
    Random random = new Random(4);
    int width = 23;
    int height = 17;
    float[] z = new float[width * height];
    for (int i = 0; i < z.length; i++) {
      z[i] = random.nextInt(9) == 0 ? Float.NaN : random.nextInt(50);
    }
    for (int radius : new int[] {1, 2, 5, 30}) {
      float[] eroded = naive(z, width, height, radius, true);
      float[] opened = naive(eroded, width, height, radius, false);
      assertArrayEquals(opened, Morphology.open(z, width, height, radius), 0);
    }
  }

  private static float[] naive(float[] z, int width, int height, int radius, boolean least) {
    float[] result = new float[z.length];
    for (int r = 0; r < height; r++) {
      for (int c = 0; c < width; c++) {
        float best = Float.NaN;
        for (int y = Math.max(0, r - radius); y <= Math.min(height - 1, r + radius); y++) {
          for (int x = Math.max(0, c - radius); x <= Math.min(width - 1, c + radius); x++) {
            float v = z[y * width + x];
            if (!Float.isNaN(v) && (Float.isNaN(best) || (least ? v < best : v > best))) {
              best = v;
            }
          }
        }
        result[r * width + c] = best;
      }
    }
    return result;
  }

  @Test
  void thePlaneThroughHeights() {
    double[] x = {0, 10, 0, 10, 5};
    double[] y = {0, 0, 10, 10, 5};
    double[] z = new double[5];
    for (int i = 0; i < 5; i++) {
      z[i] = 3 + 0.3 * x[i] - 0.4 * y[i];
    }
    assertEquals(Math.toDegrees(Math.atan(0.5)), PlaneFit.of(x, y, z, 5).slopeDegrees(), 1e-9);
    assertEquals(0, PlaneFit.of(x, y, z, 5).residualMetres(), 1e-9);
    z[4] = Double.NaN;
    assertEquals(Math.toDegrees(Math.atan(0.5)), PlaneFit.of(x, y, z, 5).slopeDegrees(), 1e-9);
    assertTrue(Double.isNaN(PlaneFit.of(x, y, z, 2).slopeDegrees()));
    assertTrue(Double.isNaN(PlaneFit.of(x, x, z, 4).slopeDegrees()), "on one line");
  }
}
