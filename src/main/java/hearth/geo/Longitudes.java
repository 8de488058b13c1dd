package hearth.geo;

import org.locationtech.jts.geom.CoordinateSequence;
import org.locationtech.jts.geom.CoordinateSequenceFilter;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;

/** Longitudes near the antimeridian, where 179.9° and -179.9° lie side by side. */
public final class Longitudes {
  private static final double TURN = 360;

  private Longitudes() {}

  /** The same meridian within half a turn of another; the result may lie beyond 180°. */
  public static double wrap(double longitude, double around) {
    return longitude - TURN * Math.rint((longitude - around) / TURN);
  }

  /** Moves the longitudes of a geometry, in place, within half a turn of a meridian. */
  public static void wrap(Geometry lonLat, double around) {
    Envelope e = lonLat.getEnvelopeInternal();
    if (e.isNull() || e.getMinX() >= around - TURN / 2 && e.getMaxX() <= around + TURN / 2) {
      return;
    }
    lonLat.apply(
        new CoordinateSequenceFilter() {
          @Override
          public void filter(CoordinateSequence points, int i) {
            points.setOrdinate(i, CoordinateSequence.X, wrap(points.getX(i), around));
          }

          @Override
          public boolean isDone() {
            return false;
          }

          @Override
          public boolean isGeometryChanged() {
            return true;
          }
        });
  }

  /** The extent of geometries on both sides of the antimeridian, the short way round. */
  public static final class Extent {
    private final Envelope plain = new Envelope();
    private final Envelope eastward = new Envelope();

    /** Takes in a geometry in degrees, each of its parts for itself. */
    public void add(Geometry lonLat) {
      for (int i = 0; i < lonLat.getNumGeometries(); i++) {
        Envelope e = lonLat.getGeometryN(i).getEnvelopeInternal();
        if (!e.isNull()) {
          plain.expandToInclude(e);
          double shift = e.getMaxX() <= 0 ? TURN : 0;
          eastward.expandToInclude(e.getMinX() + shift, e.getMinY());
          eastward.expandToInclude(e.getMaxX() + shift, e.getMaxY());
        }
      }
    }

    /** Null before anything was taken in; longitudes may go beyond 180°. */
    public Envelope envelope() {
      return eastward.getWidth() < plain.getWidth() ? eastward : plain;
    }
  }
}
