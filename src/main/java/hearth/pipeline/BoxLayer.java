package hearth.pipeline;

import hearth.geo.Affine;
import hearth.geo.CrsTransform;
import hearth.geo.DataIssue;
import hearth.geo.Grid;
import hearth.geo.InputException;
import hearth.pipeline.job.PromptSource;
import hearth.raster.vector.Feature;
import hearth.raster.vector.VectorLayer;
import hearth.segment.BoxPrompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

/** Reads the boxes around the features of a layer, in any reference system, as objects. */
final class BoxLayer {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  private BoxLayer() {}

  /**
   * Reads a layer.
   *
   * @param issues told of features without an area ({@code box-without-area}) and of boxes whose
   *     centre lies outside the imagery ({@code box-outside-imagery}); both are left out
   * @throws InputException if no box is left
   */
  static GivenObjects read(String file, TilePlan plan, Consumer<DataIssue> issues) {
    Grid grid = plan.lattice().grid();
    Affine toPixels = grid.affine().inverse();
    List<GivenObjects.Item> boxes = new ArrayList<>();
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
        String where = GivenObjects.where(file, feature.fid());
        Optional<DataIssue> issue =
            hasArea(feature.geometry())
                ? issue(pixels, grid, where)
                : Optional.of(new DataIssue("box-without-area", "left out", where));
        if (issue.isPresent()) {
          issues.accept(issue.get());
        } else {
          boxes.add(box(boxes.size(), feature, pixels, plan));
        }
      }
      if (boxes.isEmpty()) {
        throw new InputException(
            file + ": none of its features is a box inside the imagery",
            "Give boxes or polygons where the imagery lies; any reference system will do.");
      }
      return new GivenObjects(PromptSource.BOXES, file, layer.fields(), boxes);
    }
  }

  /** Asked in the layer's own system: turned by a projection, a box of no width has some. */
  private static boolean hasArea(Geometry geometry) {
    return geometry != null
        && geometry.getDimension() == 2
        && geometry.getEnvelopeInternal().getArea() > 0;
  }

  private static GivenObjects.Item box(
      int number, Feature feature, Envelope pixels, TilePlan plan) {
    Geometry outline =
        plan.toRun()
            .apply(plan.lattice().grid().affine().toJts().transform(GEOMETRIES.toGeometry(pixels)));
    return new GivenObjects.Item(
        number,
        feature.fid(),
        new BoxPrompt(pixels.getMinX(), pixels.getMinY(), pixels.getMaxX(), pixels.getMaxY()),
        pixels.centre(),
        Optional.of(outline),
        feature.attributes());
  }

  private static Optional<DataIssue> issue(Envelope pixels, Grid grid, String where) {
    return grid.window().contains(pixels.centre().x, pixels.centre().y)
        ? Optional.empty()
        : Optional.of(
            new DataIssue("box-outside-imagery", "its centre lies outside; left out", where));
  }
}
