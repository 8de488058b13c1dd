package hearth.footprint;

import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

/**
 * Boundary IoU (Cheng, Girshick, Dollár, Berg, Kirillov 2021, "Boundary IoU: Improving
 * Object-Centric Image Segmentation Evaluation"): the IoU of the bands along the outlines, inside
 * them, in vector form. Unlike IoU it does not grow easier with the size of a building.
 *
 * <p>The paper takes a band of 2 % of the image's diagonal. A map has no image, so the width is 2 %
 * of the diagonal of the true building's extent, and at least 0.3 m, a pixel of the imagery that
 * such outlines are drawn from. Both bands have this width.
 */
final class BoundaryIou {
  private static final double DIAGONAL_SHARE = 0.02;
  private static final double LEAST_METRES = 0.3;

  private BoundaryIou() {}

  /** Boundary IoU of two outlines in a metric system, in 0..1; not symmetric. */
  static double of(Geometry predicted, Geometry truth) {
    Envelope extent = truth.getEnvelopeInternal();
    double width = Math.max(LEAST_METRES, DIAGONAL_SHARE * extent.getDiameter());
    Geometry a = band(predicted, width);
    Geometry b = band(truth, width);
    double shared = Overlaps.sharedArea(a, b);
    return shared / (a.getArea() + b.getArea() - shared);
  }

  /** What of a polygon lies within {@code width} of its outline, holes' outlines included. */
  private static Geometry band(Geometry polygon, double width) {
    Geometry inner = polygon.buffer(-width);
    return inner.isEmpty()
        ? polygon
        : OverlayNGRobust.overlay(polygon, inner, OverlayNG.DIFFERENCE);
  }
}
