package hearth.geo;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.geotools.api.referencing.FactoryException;
import org.geotools.api.referencing.operation.MathTransform;
import org.geotools.api.referencing.operation.TransformException;
import org.geotools.referencing.CRS;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.CoordinateSequence;
import org.locationtech.jts.geom.CoordinateSequenceFilter;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;

/** Coordinates from one reference system to another, x before y on both sides. Thread-safe. */
public final class CrsTransform {
  private record Pair(Crs from, Crs to) {}

  private static final Map<Pair, CrsTransform> KNOWN = new ConcurrentHashMap<>();
  private static final int EDGE_SAMPLES = 16;

  /** No reference system of the Earth, in whatever unit, has a number beyond. */
  private static final double FARTHEST = 1e9;

  private final Pair pair;
  private final MathTransform math;

  private CrsTransform(Pair pair, MathTransform math) {
    this.pair = pair;
    this.math = math;
  }

  /** The transform between two systems; a pair without one is refused. */
  public static CrsTransform between(Crs from, Crs to) {
    return KNOWN.computeIfAbsent(
        new Pair(from, to),
        pair -> {
          try {
            // Lenient: where no datum shift parameters are known, the datums are taken as equal.
            return new CrsTransform(pair, CRS.findMathTransform(from.system(), to.system(), true));
          } catch (FactoryException e) {
            throw new InputException(
                "no way from " + from + " to " + to, "Reproject the file first.", e);
          }
        });
  }

  /** One position; refused where the target system has none for it. */
  public Coordinate apply(double x, double y) {
    double[] xy = {x, y};
    applyInPlace(xy);
    return new Coordinate(xy[0], xy[1]);
  }

  /** Pairs x, y, x, y, … in place. */
  public void applyInPlace(double[] xy) {
    if (math.isIdentity()) {
      return;
    }
    for (double v : xy) {
      // Asked here, since whether a projection notices depends on what it was asked before.
      if (!(Math.abs(v) <= FARTHEST)) {
        throw outside(xy, null);
      }
    }
    try {
      math.transform(xy, 0, xy, 0, xy.length / 2);
    } catch (TransformException e) {
      throw outside(xy, e);
    }
    for (double v : xy) {
      if (!Double.isFinite(v)) {
        throw outside(xy, null);
      }
    }
  }

  /** A copy of a geometry in the target system; vertices are moved, edges are not densified. */
  @SuppressWarnings("unchecked")
  public <G extends Geometry> G apply(G geometry) {
    G copy = (G) geometry.copy();
    if (!math.isIdentity()) {
      copy.apply(new Mover());
      copy.geometryChanged();
    }
    return copy;
  }

  /**
   * The extent in the target system of a rectangle, its edges followed at 16 points each. In
   * degrees it goes the short way round: one that crosses the antimeridian has longitudes beyond
   * 180°.
   */
  public Envelope apply(Envelope extent) {
    Envelope result = new Envelope();
    if (extent.isNull()) {
      return result;
    }
    boolean degrees = pair.to.isGeographic() && !pair.from.isGeographic();
    double middle = degrees ? apply(extent.centre().x, extent.centre().y).x : 0;
    UnaryOperator<Coordinate> place =
        c -> degrees ? new Coordinate(Longitudes.wrap(c.x, middle), c.y) : c;
    for (int i = 0; i <= EDGE_SAMPLES; i++) {
      double x = extent.getMinX() + extent.getWidth() * i / EDGE_SAMPLES;
      double y = extent.getMinY() + extent.getHeight() * i / EDGE_SAMPLES;
      result.expandToInclude(place.apply(apply(x, extent.getMinY())));
      result.expandToInclude(place.apply(apply(x, extent.getMaxY())));
      result.expandToInclude(place.apply(apply(extent.getMinX(), y)));
      result.expandToInclude(place.apply(apply(extent.getMaxX(), y)));
    }
    return result;
  }

  private InputException outside(double[] xy, Exception cause) {
    return new InputException(
        "a position lies outside what %s can hold (%s, %s, in %s)"
            .formatted(pair.to, xy[0], xy[1], pair.from),
        "Check the coordinate reference system of the file.",
        cause);
  }

  private final class Mover implements CoordinateSequenceFilter {
    private final double[] xy = new double[2];

    @Override
    public void filter(CoordinateSequence points, int i) {
      xy[0] = points.getX(i);
      xy[1] = points.getY(i);
      applyInPlace(xy);
      points.setOrdinate(i, CoordinateSequence.X, xy[0]);
      points.setOrdinate(i, CoordinateSequence.Y, xy[1]);
    }

    @Override
    public boolean isDone() {
      return false;
    }

    @Override
    public boolean isGeometryChanged() {
      return true;
    }
  }
}
