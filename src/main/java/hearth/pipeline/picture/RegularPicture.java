package hearth.pipeline.picture;

import hearth.footprint.regular.OutlineRegulariser;
import hearth.footprint.regular.RegularOptions;
import hearth.geo.DataIssue;
import hearth.segment.WholeMask;
import java.util.List;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.geom.util.NoninvertibleTransformationException;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

/**
 * Draws the outlines of one picture with straight walls and square corners, each by itself: objects
 * and masks of one object may overlap. Corners are square on the ground where the picture is
 * georeferenced, else in the picture.
 */
public final class RegularPicture {
  /** What of an outline is noise, in pixels as the segmenter sees them. */
  private static final double DETAIL_PX = 2;

  private RegularPicture() {}

  /**
   * The same masks with outlines redrawn, inside the picture's frame.
   *
   * @param issues told of outlines that had to be repaired
   */
  public static List<FoundMask> redraw(
      PlacedPicture picture, List<FoundMask> found, Consumer<DataIssue> issues) {
    AffineTransformation square = picture.toSquarePixels();
    return found.stream()
        .map(
            m ->
                new FoundMask(
                    m.object(), m.mask(), m.label(), m.whole(), redraw(m, square, picture, issues)))
        .toList();
  }

  private static Geometry redraw(
      FoundMask mask,
      AffineTransformation square,
      PlacedPicture picture,
      Consumer<DataIssue> issues) {
    Geometry raw = mask.outline();
    if (raw.isEmpty()) {
      return raw;
    }
    OutlineRegulariser regulariser =
        new OutlineRegulariser(RegularOptions.ofDetail(detail(mask.whole())));
    Geometry level = square.transform(raw);
    Geometry drawn = regulariser.redraw(level, issues);
    if (drawn == level) {
      return raw;
    }
    try {
      Geometry back = square.getInverse().transform(drawn);
      // A wall may be drawn beyond the edge that cuts the house.
      return picture.frame().covers(back.getEnvelopeInternal())
          ? back
          : OverlayNGRobust.overlay(
              back, new GeometryFactory().toGeometry(picture.frame()), OverlayNG.INTERSECTION);
    } catch (NoninvertibleTransformationException e) {
      throw new IllegalStateException("a picture's pixels have an area", e);
    }
  }

  /** In pixels of the picture, of which one is the least that it can show. */
  private static double detail(WholeMask mask) {
    return Math.max(1, DETAIL_PX * mask.picture().width() / mask.used().width());
  }
}
