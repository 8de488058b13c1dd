package hearth.pipeline;

import hearth.geo.Affine;
import hearth.geo.CrsTransform;
import hearth.geo.DataIssue;
import hearth.geo.Grid;
import hearth.geo.InputException;
import hearth.geo.PixelWindow;
import hearth.raster.vector.Feature;
import hearth.raster.vector.VectorField;
import hearth.raster.vector.VectorLayer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.index.strtree.STRtree;

/**
 * Boxes that somebody gives as prompts: the bounding boxes, on the working grid, of the features of
 * a layer in any reference system. Each box is one building, asked for in the one tile whose core
 * holds its centre. Thread-safe.
 */
final class GivenBoxes {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  private final String file;
  private final List<VectorField> fields;
  private final List<Box> boxes;
  private final STRtree byCentre = new STRtree();

  /**
   * A box that can be asked about.
   *
   * @param number place among the boxes, in the file's order
   * @param fid feature id in the file
   * @param pixels on the working grid, rows downwards
   * @param outline in the run's reference system
   * @param attributes of the feature
   */
  record Box(
      int number, long fid, Envelope pixels, Geometry outline, Map<String, Object> attributes) {}

  private GivenBoxes(String file, List<VectorField> fields, List<Box> boxes) {
    this.file = file;
    this.fields = fields;
    this.boxes = boxes;
    for (Box box : boxes) {
      byCentre.insert(new Envelope(box.pixels().centre()), box);
    }
    // Built now: a tree builds itself at the first query, which is not safe between threads.
    byCentre.build();
  }

  /**
   * Reads the boxes of a layer.
   *
   * @param issues told of features without an area ({@code box-without-area}) and of boxes whose
   *     centre lies outside the imagery ({@code box-outside-imagery}); both are left out
   * @throws InputException if no box is left
   */
  static GivenBoxes read(String file, TilePlan plan, Consumer<DataIssue> issues) {
    Grid grid = plan.lattice().grid();
    Affine toPixels = grid.affine().inverse();
    List<Box> boxes = new ArrayList<>();
    try (VectorLayer layer = VectorLayer.open(file, null)) {
      CrsTransform toGrid = layer.crs().to(grid.crs());
      for (Feature feature : layer.readAll(issues)) {
        Envelope pixels =
            feature.geometry() == null
                ? new Envelope()
                : toPixels
                    .toJts()
                    .transform(toGrid.apply(feature.geometry()))
                    .getEnvelopeInternal();
        Optional<DataIssue> issue = issue(pixels, grid, file, feature.fid());
        if (issue.isPresent()) {
          issues.accept(issue.get());
        } else {
          Geometry outline =
              plan.toRun().apply(grid.affine().toJts().transform(GEOMETRIES.toGeometry(pixels)));
          boxes.add(new Box(boxes.size(), feature.fid(), pixels, outline, feature.attributes()));
        }
      }
      if (boxes.isEmpty()) {
        throw new InputException(
            file + ": none of its features is a box inside the imagery",
            "Give boxes or polygons where the imagery lies; any reference system will do.");
      }
      return new GivenBoxes(file, layer.fields(), boxes);
    }
  }

  private static Optional<DataIssue> issue(Envelope pixels, Grid grid, String file, long fid) {
    if (!(pixels.getArea() > 0)) {
      return Optional.of(new DataIssue("box-without-area", "left out", file + ", feature " + fid));
    }
    return grid.window().contains(pixels.centre().x, pixels.centre().y)
        ? Optional.empty()
        : Optional.of(
            new DataIssue(
                "box-outside-imagery",
                "its centre lies outside; left out",
                file + ", feature " + fid));
  }

  /** Boxes whose centre lies in a window of the working grid, in the file's order. */
  List<Box> in(PixelWindow window) {
    List<Box> found = new ArrayList<>();
    for (Object item :
        byCentre.query(
            new Envelope(window.column(), window.endColumn(), window.row(), window.endRow()))) {
      Box box = (Box) item;
      if (window.contains(box.pixels().centre().x, box.pixels().centre().y)) {
        found.add(box);
      }
    }
    found.sort(Comparator.comparingInt(Box::number));
    return found;
  }

  /** In the file's order. */
  List<Box> boxes() {
    return boxes;
  }

  List<VectorField> fields() {
    return fields;
  }

  String file() {
    return file;
  }
}
