package hearth.conflate;

import hearth.footprint.Overlaps;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;

/** How much of an outline the imagery shows; only outlines on its border are intersected. */
final class ImagedShare {
  private final Geometry area;
  private final PreparedGeometry prepared;

  ImagedShare(Geometry imagedArea) {
    this.area = imagedArea;
    this.prepared = PreparedGeometryFactory.prepare(imagedArea);
  }

  boolean isAbove(double share, Geometry outline) {
    if (prepared.covers(outline)) {
      return true;
    }
    return prepared.intersects(outline)
        && Overlaps.sharedArea(outline, area) > share * outline.getArea();
  }
}
