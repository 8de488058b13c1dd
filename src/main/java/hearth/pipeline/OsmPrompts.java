package hearth.pipeline;

import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.CrsTransform;
import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import hearth.geo.Tile;
import hearth.pipeline.job.PromptSource;
import hearth.raster.ImageBlock;
import hearth.segment.BoxPrompt;
import hearth.segment.PromptPoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.index.strtree.STRtree;

/**
 * OSM outlines as prompts: the box around each, and a point inside it. Thread-safe; one serves all
 * workers.
 */
final class OsmPrompts implements PromptFinder {
  /** Left to right, then top to bottom, then the smaller: any total order will do. */
  private static final Comparator<Outline> ORDER =
      Comparator.comparingDouble((Outline o) -> o.box().getMinX())
          .thenComparingDouble(o -> o.box().getMinY())
          .thenComparingDouble(o -> o.box().getMaxX())
          .thenComparingDouble(o -> o.box().getMaxY())
          .thenComparingDouble(o -> o.inside().x)
          .thenComparingDouble(o -> o.inside().y);

  private final STRtree outlines = new STRtree();

  /** An outline in pixels of the working grid. */
  private record Outline(Envelope box, Coordinate inside) {}

  /**
   * @param outlines in longitude, latitude
   * @param grid working grid
   */
  OsmPrompts(List<Geometry> outlines, Grid grid) {
    CrsTransform toGrid = Crs.WGS84.to(grid.crs());
    Affine toPixels = grid.affine().inverse();
    for (Geometry outline : outlines) {
      Geometry pixels = toPixels.toJts().transform(toGrid.apply(outline));
      Envelope box = pixels.getEnvelopeInternal();
      this.outlines.insert(box, new Outline(box, pixels.getInteriorPoint().getCoordinate()));
    }
    // Built now: a tree builds itself at the first query, which is not safe between threads.
    this.outlines.build();
  }

  @Override
  public void ask(ImageBlock block, Tile tile, TileQuestions questions) {
    questions.ask(
        in(tile.block(), tile.core()).stream()
            .map(box -> new TilePrompt(box, 1, "building", PromptSource.OSM))
            .toList());
  }

  /**
   * Boxes whose centre lies in the window, and those that reach from further away into what the
   * tile owns: buildings larger than the halo, or at the imagery's edge, of which no other tile
   * would see that part. In pixels of the window, cut to it.
   */
  List<BoxPrompt> in(PixelWindow window, PixelWindow core) {
    Envelope area = envelope(window);
    Envelope owned = envelope(core);
    List<Outline> found = new ArrayList<>();
    for (Object item : outlines.query(area)) {
      Outline outline = (Outline) item;
      Coordinate centre = outline.box().centre();
      boolean reachesIn = outline.box().intersection(owned).getArea() > 0;
      if (outline.box().getArea() > 0 && (window.contains(centre.x, centre.y) || reachesIn)) {
        found.add(outline);
      }
    }
    found.sort(ORDER);
    return found.stream().map(o -> prompt(o, window, area)).toList();
  }

  private static Envelope envelope(PixelWindow window) {
    return new Envelope(window.column(), window.endColumn(), window.row(), window.endRow());
  }

  private static BoxPrompt prompt(Outline outline, PixelWindow window, Envelope area) {
    Envelope cut = outline.box().intersection(area);
    Coordinate inside = outline.inside();
    return new BoxPrompt(
        cut.getMinX() - window.column(),
        cut.getMinY() - window.row(),
        cut.getMaxX() - window.column(),
        cut.getMaxY() - window.row(),
        area.contains(inside)
            ? List.of(new PromptPoint(inside.x - window.column(), inside.y - window.row(), true))
            : List.of());
  }
}
