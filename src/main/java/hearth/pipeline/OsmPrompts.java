package hearth.pipeline;

import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.CrsTransform;
import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.index.strtree.STRtree;

/** Bounding boxes of OSM outlines on the working grid, asked for by window. Thread-safe. */
final class OsmPrompts {
  /** Left to right, then top to bottom, then the smaller: any total order will do. */
  private static final Comparator<Envelope> ORDER =
      Comparator.comparingDouble(Envelope::getMinX)
          .thenComparingDouble(Envelope::getMinY)
          .thenComparingDouble(Envelope::getMaxX)
          .thenComparingDouble(Envelope::getMaxY);

  private final STRtree boxes = new STRtree();

  /**
   * @param outlines in longitude, latitude
   * @param grid working grid
   */
  OsmPrompts(List<Geometry> outlines, Grid grid) {
    CrsTransform toGrid = Crs.WGS84.to(grid.crs());
    Affine toPixels = grid.affine().inverse();
    for (Geometry outline : outlines) {
      Geometry pixels = toPixels.toJts().transform(toGrid.apply(outline));
      boxes.insert(pixels.getEnvelopeInternal(), pixels.getEnvelopeInternal());
    }
    // Built now: a tree builds itself at the first query, which is not safe between threads.
    boxes.build();
  }

  /** Boxes whose centre lies in the window, in pixels of the window, cut to it. */
  List<Envelope> in(PixelWindow window) {
    Envelope area =
        new Envelope(window.column(), window.endColumn(), window.row(), window.endRow());
    List<Envelope> found = new ArrayList<>();
    for (Object item : boxes.query(area)) {
      Envelope box = (Envelope) item;
      if (window.contains(box.centre().x, box.centre().y)) {
        Envelope cut = box.intersection(area);
        found.add(
            new Envelope(
                cut.getMinX() - window.column(),
                cut.getMaxX() - window.column(),
                cut.getMinY() - window.row(),
                cut.getMaxY() - window.row()));
      }
    }
    found.sort(ORDER);
    return found;
  }
}
