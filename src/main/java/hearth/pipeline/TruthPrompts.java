package hearth.pipeline;

import hearth.raster.ImageBlock;
import hearth.segment.BoxPrompt;
import hearth.segment.PromptPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.locationtech.jts.algorithm.construct.MaximumInscribedCircle;
import org.locationtech.jts.algorithm.locate.IndexedPointInAreaLocator;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Location;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.PolygonExtracter;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

/** What somebody who knows the truth would point at. All in pixels of a block. */
final class TruthPrompts {
  /** Of the pole of inaccessibility. */
  private static final double TOLERANCE_PX = 0.1;

  private TruthPrompts() {}

  static BoxPrompt box(Geometry truth) {
    Envelope e = truth.getEnvelopeInternal();
    return new BoxPrompt(e.getMinX(), e.getMinY(), e.getMaxX(), e.getMaxY());
  }

  /** The inner point farthest from the outline; of a multipolygon that of its largest part. */
  static Coordinate pole(Geometry truth) {
    return MaximumInscribedCircle.getCenter(largest(truth), TOLERANCE_PX).getCoordinate();
  }

  /**
   * A click in the largest connected region in which a mask is wrong: on the building where it is
   * missing, of equal ones there first, beside it where there is too much; empty where the mask is
   * the truth.
   */
  static Optional<PromptPoint> correction(Geometry mask, Geometry truth) {
    Polygon missing = largest(OverlayNGRobust.overlay(truth, mask, OverlayNG.DIFFERENCE));
    Polygon excess = largest(OverlayNGRobust.overlay(mask, truth, OverlayNG.DIFFERENCE));
    boolean isMissing = missing.getArea() >= excess.getArea();
    Polygon region = isMissing ? missing : excess;
    if (region.isEmpty() || region.getArea() == 0) {
      return Optional.empty();
    }
    Coordinate at = pole(region);
    return Optional.of(new PromptPoint(at.x, at.y, isMissing));
  }

  /** Share of the pixels inside an outline that the imagery shows; 0 for an empty outline. */
  static double shown(Geometry outline, ImageBlock block) {
    if (outline.isEmpty()) {
      return 0;
    }
    IndexedPointInAreaLocator locator = new IndexedPointInAreaLocator(outline);
    Envelope e = outline.getEnvelopeInternal();
    int inside = 0;
    int valid = 0;
    for (int y = (int) e.getMinY(); y < Math.min(block.height(), e.getMaxY()); y++) {
      for (int x = (int) e.getMinX(); x < Math.min(block.width(), e.getMaxX()); x++) {
        if (locator.locate(new Coordinate(x + 0.5, y + 0.5)) != Location.EXTERIOR) {
          inside++;
          valid += block.valid()[y * block.width() + x];
        }
      }
    }
    return inside == 0 ? 0 : (double) valid / inside;
  }

  /** Without the lines and points that an overlay may leave. */
  static Geometry polygonal(Geometry mixed) {
    List<Polygon> polygons = new ArrayList<>();
    PolygonExtracter.getPolygons(mixed, polygons);
    return mixed.getFactory().buildGeometry(polygons);
  }

  private static Polygon largest(Geometry geometry) {
    Polygon largest = geometry.getFactory().createPolygon();
    List<Polygon> parts = new ArrayList<>();
    PolygonExtracter.getPolygons(geometry, parts);
    for (Polygon part : parts) {
      if (part.getArea() > largest.getArea()) {
        largest = part;
      }
    }
    return largest;
  }
}
