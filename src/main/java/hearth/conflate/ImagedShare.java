package hearth.conflate;

import hearth.footprint.Overlaps;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;

/** How much of an outline the imagery shows; only outlines on its border are intersected. */
final class ImagedShare {
  /** What only touches the border has no share. */
  private static final double ROUNDING = 1e-9;

  private final Geometry area;
  private final PreparedGeometry prepared;

  ImagedShare(Geometry imagedArea) {
    this.area = imagedArea;
    this.prepared = PreparedGeometryFactory.prepare(imagedArea);
  }

  /** 0..1. */
  double of(Geometry outline) {
    if (prepared.covers(outline)) {
      return 1;
    }
    if (!prepared.intersects(outline)) {
      return 0;
    }
    double share = Overlaps.sharedArea(outline, area) / outline.getArea();
    return share < ROUNDING ? 0 : Math.min(1, share);
  }
}
