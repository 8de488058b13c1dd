package hearth.zonal;

import hearth.geo.Crs;
import hearth.geo.CrsTransform;
import org.locationtech.jts.densify.Densifier;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;

/**
 * Outlines from one reference system to another, long edges followed.
 *
 * <p>An edge that is straight in one system is bent in another; edges are cut into pieces of at
 * most 500 m first, which keeps the outline within 2 cm at latitudes up to 70°.
 */
public final class Reprojection {
  private static final double PIECE_METRES = 500;
  private static final double PIECE_DEGREES = 0.0045;

  private final CrsTransform transform;
  private final boolean identity;
  private final double piece;

  public Reprojection(Crs from, Crs to) {
    this.identity = from.equals(to);
    this.transform = identity ? null : from.to(to);
    this.piece = from.isGeographic() ? PIECE_DEGREES : PIECE_METRES / from.metresPerUnit();
  }

  /** The geometry in the target system; itself when both systems are the same. */
  public Geometry apply(Geometry geometry) {
    if (identity || geometry.isEmpty()) {
      return geometry;
    }
    Envelope extent = geometry.getEnvelopeInternal();
    if (Math.max(extent.getWidth(), extent.getHeight()) <= piece) {
      return transform.apply(geometry);
    }
    Densifier densifier = new Densifier(geometry);
    densifier.setDistanceTolerance(piece);
    densifier.setValidate(false);
    return transform.apply(densifier.getResultGeometry());
  }
}
