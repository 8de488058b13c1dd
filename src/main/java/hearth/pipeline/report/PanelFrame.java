package hearth.pipeline.report;

import hearth.geo.Crs;
import java.awt.geom.AffineTransform;
import org.locationtech.jts.geom.Envelope;

/**
 * The frame of a map panel: north up, in a metric reference system, the same scale both ways.
 *
 * @param crs reference system of the extent
 * @param extent what the panel shows
 * @param width pixels
 * @param height pixels
 */
record PanelFrame(Crs crs, Envelope extent, int width, int height) {

  /** The largest frame with the extent's proportions inside the given size. */
  static PanelFrame fit(Crs crs, Envelope extent, int maxWidth, int maxHeight) {
    double scale = Math.min(maxWidth / extent.getWidth(), maxHeight / extent.getHeight());
    return new PanelFrame(
        crs,
        extent,
        Math.max(1, (int) Math.round(extent.getWidth() * scale)),
        Math.max(1, (int) Math.round(extent.getHeight() * scale)));
  }

  double pixelsPerMetre() {
    return width / extent.getWidth();
  }

  double x(double column) {
    return extent.getMinX() + column * extent.getWidth() / width;
  }

  double y(double row) {
    return extent.getMaxY() - row * extent.getHeight() / height;
  }

  /** World to panel pixels. */
  AffineTransform toPixels() {
    double sx = width / extent.getWidth();
    double sy = height / extent.getHeight();
    return new AffineTransform(sx, 0, 0, -sy, -extent.getMinX() * sx, extent.getMaxY() * sy);
  }
}
