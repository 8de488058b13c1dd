package hearth.pipeline;

import hearth.geo.PixelWindow;
import hearth.pipeline.job.PromptSource;
import hearth.raster.vector.VectorField;
import hearth.segment.BoxPrompt;
import hearth.segment.PointPrompt;
import hearth.segment.Prompt;
import hearth.segment.PromptPoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.index.strtree.STRtree;

/**
 * Objects that somebody points at by the boxes or the points of a layer. Each has an anchor, the
 * centre of its box or its first point, and is asked about in the tile whose core holds it.
 * Thread-safe.
 */
final class GivenObjects {
  private final PromptSource source;
  private final String file;
  private final List<VectorField> fields;
  private final List<Item> items;
  private final STRtree byAnchor = new STRtree();

  /**
   * An object that can be asked about.
   *
   * @param number place among the objects, in the file's order
   * @param fid its feature in the file; for several points that of the first on the object
   * @param prompt on the working grid, rows downwards
   * @param anchor on the working grid
   * @param outline of its box in the run's reference system; empty for points
   * @param attributes of the feature
   */
  record Item(
      int number,
      long fid,
      Prompt prompt,
      Coordinate anchor,
      Optional<Geometry> outline,
      Map<String, Object> attributes) {

    /** The prompt in pixels of a block that holds the anchor; what lies outside is cut off. */
    Prompt inBlock(PixelWindow block) {
      List<PromptPoint> points = new ArrayList<>();
      for (PromptPoint p : prompt.points()) {
        if (block.contains(p.x(), p.y())) {
          points.add(new PromptPoint(p.x() - block.column(), p.y() - block.row(), p.foreground()));
        }
      }
      if (!(prompt instanceof BoxPrompt box)) {
        return new PointPrompt(points);
      }
      Envelope cut =
          new Envelope(box.x0(), box.x1(), box.y0(), box.y1())
              .intersection(
                  new Envelope(block.column(), block.endColumn(), block.row(), block.endRow()));
      return new BoxPrompt(
          cut.getMinX() - block.column(),
          cut.getMinY() - block.row(),
          cut.getMaxX() - block.column(),
          cut.getMaxY() - block.row(),
          points,
          box.guessed());
    }
  }

  GivenObjects(PromptSource source, String file, List<VectorField> fields, List<Item> items) {
    this.source = source;
    this.file = file;
    this.fields = List.copyOf(fields);
    this.items = List.copyOf(items);
    for (Item item : items) {
      byAnchor.insert(new Envelope(item.anchor()), item);
    }
    // Built now: a tree builds itself at the first query, which is not safe between threads.
    byAnchor.build();
  }

  /** Objects whose anchor lies in a window of the working grid, in the file's order. */
  List<Item> in(PixelWindow window) {
    List<Item> found = new ArrayList<>();
    for (Object entry :
        byAnchor.query(
            new Envelope(window.column(), window.endColumn(), window.row(), window.endRow()))) {
      Item item = (Item) entry;
      if (window.contains(item.anchor().x, item.anchor().y)) {
        found.add(item);
      }
    }
    found.sort(Comparator.comparingInt(Item::number));
    return found;
  }

  /** They as one source of prompts among others. */
  PromptFinder finder() {
    return (block, tile, questions) -> {
      // Boxes of the halo count too, as those of other sources do: they may reach into the core.
      PixelWindow window = source == PromptSource.BOXES ? tile.block() : tile.core();
      questions.ask(
          in(window).stream()
              .map(i -> new TilePrompt(i.inBlock(tile.block()), 1, source.key(), source))
              .toList());
    };
  }

  /** In the file's order. */
  List<Item> items() {
    return items;
  }

  PromptSource source() {
    return source;
  }

  List<VectorField> fields() {
    return fields;
  }

  /** Code of an issue about one of them: {@code box-…} or {@code point-…}. */
  String code(String what) {
    return (source == PromptSource.BOXES ? "box-" : "point-") + what;
  }

  /** Where an object comes from, for messages. */
  String where(Item item) {
    return where(file, item.fid());
  }

  static String where(String file, long fid) {
    return file + ", feature " + fid;
  }
}
