package hearth.footprint.regular;

import hearth.footprint.MainDirection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.locationtech.jts.algorithm.MinimumAreaRectangle;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;

/** An outline that is to be redrawn: its rings in pieces, and what its walls cost by direction. */
final class House {
  /** Pieces are no longer than this, in details: walls may end within an edge. */
  private static final double LONGEST_PIECE = 2;

  /** Rings of more pieces are not redrawn: the fit takes time by the square of them. */
  private static final int MOST_PIECES = 2000;

  private final RegularOptions options;
  private final List<List<RingPieces>> parts = new ArrayList<>();
  private final boolean tooLarge;
  private double theta;
  private double cost;
  private double clarity;

  House(Geometry raw, RegularOptions options) {
    this.options = options;
    boolean large = false;
    for (int i = 0; i < raw.getNumGeometries(); i++) {
      Polygon polygon = (Polygon) raw.getGeometryN(i);
      List<RingPieces> rings = new ArrayList<>();
      rings.add(pieces(polygon.getExteriorRing()));
      for (int h = 0; h < polygon.getNumInteriorRing(); h++) {
        rings.add(pieces(polygon.getInteriorRingN(h)));
      }
      large |= rings.stream().anyMatch(r -> r.size > MOST_PIECES);
      parts.add(rings);
    }
    tooLarge = large;
    if (!tooLarge) {
      findDirection(raw);
    }
  }

  private RingPieces pieces(LinearRing ring) {
    return new RingPieces(ring.getCoordinates(), options.detailMetres(), LONGEST_PIECE);
  }

  boolean isTooLarge() {
    return tooLarge;
  }

  /** Main direction, radians. */
  double theta() {
    return theta;
  }

  /** How much dearer the walls get when turned by 45 degrees: 0 for what has no direction. */
  double clarity() {
    return clarity;
  }

  double cost() {
    return cost;
  }

  /** What the walls of all shells cost with a main direction. */
  double costAt(double angle) {
    double sum = 0;
    for (List<RingPieces> rings : parts) {
      Optional<WallFitter.Fit> fit = WallFitter.fitSquare(rings.get(0), angle, options);
      if (fit.isEmpty()) {
        return Double.POSITIVE_INFINITY;
      }
      sum += fit.get().cost();
    }
    return sum;
  }

  /**
   * The walls with a main direction; empty if a ring has none.
   *
   * @param priceShare what a wall costs, as a share of the options' price
   */
  Optional<OutlineWalls> walls(double angle, double priceShare) {
    RegularOptions priced = options.atPrice(priceShare);
    List<OutlineWalls.Part> result = new ArrayList<>();
    for (List<RingPieces> rings : parts) {
      List<List<Wall>> walls = new ArrayList<>();
      for (RingPieces ring : rings) {
        Optional<WallFitter.Fit> fit = WallFitter.fit(ring, angle, priced);
        if (fit.isEmpty()) {
          return Optional.empty();
        }
        walls.add(fit.get().walls());
      }
      result.add(new OutlineWalls.Part(walls));
    }
    return Optional.of(new OutlineWalls(result));
  }

  /** The direction of least cost near what edges and extent propose. */
  private void findDirection(Geometry raw) {
    List<Double> proposals = new ArrayList<>();
    MainDirection.of(raw).ifPresent(proposals::add);
    Coordinate[] box = MinimumAreaRectangle.getMinimumRectangle(raw).getCoordinates();
    if (box.length > 3) {
      proposals.add(Math.atan2(box[1].y - box[0].y, box[1].x - box[0].x));
    }
    proposals.add(0.0);
    theta = proposals.get(0);
    cost = Double.POSITIVE_INFINITY;
    for (double proposal : proposals) {
      tryDirection(proposal);
    }
    for (double step : new double[] {8, 4, 2, 1}) {
      double middle = theta;
      tryDirection(middle - Math.toRadians(step));
      tryDirection(middle + Math.toRadians(step));
    }
    clarity = Math.max(0, Math.min(costAt(theta + Math.PI / 4), 1e6) - cost);
  }

  private void tryDirection(double angle) {
    double c = costAt(angle);
    if (c < cost) {
      cost = c;
      theta = angle;
    }
  }
}
