package hearth.footprint.regular;

import hearth.raster.LogitMask;
import hearth.vectorize.VectorizeOptions;
import hearth.vectorize.Vectorizer;
import java.util.Random;
import org.locationtech.jts.algorithm.locate.IndexedPointInAreaLocator;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Location;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.AffineTransformation;

/** Houses as a segmenter shows them: corners rounded off, walls a little off. */
final class Masks {
  /** Metres between logits. */
  static final double STEP = 0.5;

  private static final int SAMPLES = 4;
  private static final double BLUR = 0.8;

  private Masks() {}

  /**
   * The outline of the mask of a house: its logits are how much of a square of 1.6 m lies inside,
   * with noise on top.
   *
   * @param noise standard deviation of the logits' noise; a wall is 3 logits wide
   */
  static Polygon outline(Geometry house, double noise, long seed) {
    Random random = new Random(seed);
    Envelope extent = house.getEnvelopeInternal();
    // Not where the corners are multiples of the step, or walls would lie well by chance.
    double west = extent.getMinX() - 3 - 0.37 * STEP;
    double north = extent.getMaxY() + 3 + 0.21 * STEP;
    int width = (int) Math.ceil((extent.getWidth() + 6) / STEP) + 1;
    int height = (int) Math.ceil((extent.getHeight() + 6) / STEP) + 1;
    IndexedPointInAreaLocator inside = new IndexedPointInAreaLocator(house);
    float[] logits = new float[width * height];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        int hits = 0;
        for (int i = 0; i < SAMPLES * SAMPLES; i++) {
          double dx = BLUR * ((i % SAMPLES + 0.5) * 2 / SAMPLES - 1);
          double dy = BLUR * ((i / SAMPLES + 0.5) * 2 / SAMPLES - 1);
          Coordinate p =
              new Coordinate(west + (column + 0.5) * STEP + dx, north - (row + 0.5) * STEP + dy);
          hits += inside.locate(p) == Location.EXTERIOR ? 0 : 1;
        }
        logits[row * width + column] =
            (float) (6.0 * hits / (SAMPLES * SAMPLES) - 3 + 0.01 + noise * random.nextGaussian());
      }
    }
    Polygon pixels =
        new Vectorizer(new VectorizeOptions(0.5, 0, 4))
            .vectorize(
                new LogitMask(width, height, logits, 0, 0, 1, 1),
                issue -> {
                  throw new AssertionError(issue.toString());
                })
            .orElseThrow();
    return (Polygon) new AffineTransformation(STEP, 0, west, 0, -STEP, north).transform(pixels);
  }
}
