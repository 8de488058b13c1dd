package hearth.cli.bench;

import hearth.raster.LogitMask;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.util.AffineTransformation;

/**
 * Masks of houses of which the true outline is known: turned rectangles and Ls, 8 to 60 logits
 * long, cut out with a margin as a segmenter's decoder cuts them out. A logit is its distance from
 * the wall, at most 6, with noise.
 */
final class BenchMasks {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();
  private static final double MARGIN = 4;
  private static final double NOISE = 0.3;
  private static final double MOST = 6;

  /**
   * A mask and what it shows.
   *
   * @param truth in the mask's pixels
   */
  record Item(LogitMask mask, Geometry truth) {}

  private BenchMasks() {}

  /** The same masks every time. */
  static List<Item> make(int count) {
    Random random = new Random(7);
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(make(random));
    }
    return items;
  }

  private static Item make(Random random) {
    double halfLength = 4 + 26 * random.nextDouble() * random.nextDouble();
    double halfWidth = halfLength * (0.4 + 0.6 * random.nextDouble());
    boolean wing = random.nextInt(3) == 0;
    double turn = Math.PI * random.nextDouble();
    // A wing at the end of the house, as deep again and half as wide.
    double[][] boxes =
        wing
            ? new double[][] {
              {-halfLength, halfLength, -halfWidth, halfWidth},
              {0, halfLength, -halfWidth, 2 * halfWidth}
            }
            : new double[][] {{-halfLength, halfLength, -halfWidth, halfWidth}};
    Geometry house = rectangle(boxes[0]);
    if (wing) {
      house = house.union(rectangle(boxes[1]));
    }
    AffineTransformation turned = AffineTransformation.rotationInstance(turn);
    Envelope extent = turned.transform(house).getEnvelopeInternal();
    double left = Math.floor(extent.getMinX() - MARGIN);
    double top = Math.floor(extent.getMinY() - MARGIN);
    int width = (int) Math.ceil(extent.getMaxX() + MARGIN - left);
    int height = (int) Math.ceil(extent.getMaxY() + MARGIN - top);
    double cos = Math.cos(turn);
    double sin = Math.sin(turn);
    float[] logits = new float[width * height];
    for (int l = 0; l < logits.length; l++) {
      double x = left + l % width + 0.5;
      double y = top + l / width + 0.5;
      double u = cos * x + sin * y;
      double v = cos * y - sin * x;
      double inside = Double.NEGATIVE_INFINITY;
      for (double[] b : boxes) {
        inside =
            Math.max(inside, Math.min(Math.min(u - b[0], b[1] - u), Math.min(v - b[2], b[3] - v)));
      }
      logits[l] = (float) (Math.max(-MOST, Math.min(MOST, inside)) + NOISE * random.nextGaussian());
    }
    return new Item(
        new LogitMask(width, height, logits, 0, 0, 1, 1),
        turned.translate(-left, -top).transform(house));
  }

  private static Geometry rectangle(double[] box) {
    return GEOMETRIES.toGeometry(new Envelope(box[0], box[1], box[2], box[3]));
  }

  /** Writes the logits as {@code scripts/bench/vectorize.py} reads them. */
  static void write(List<Item> items, Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(buffer(1).putInt(items.size()).array());
      for (Item item : items) {
        LogitMask mask = item.mask();
        ByteBuffer bytes = buffer(2 + mask.logits().length);
        bytes.putInt(mask.width()).putInt(mask.height());
        for (float logit : mask.logits()) {
          bytes.putFloat(logit);
        }
        out.write(bytes.array());
      }
    }
  }

  private static ByteBuffer buffer(int values) {
    return ByteBuffer.allocate(Integer.BYTES * values).order(ByteOrder.LITTLE_ENDIAN);
  }
}
