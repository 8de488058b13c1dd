package hearth.pipeline;

import hearth.conflate.OsmBuilding;
import hearth.conflate.OsmReader;
import hearth.conflate.OutlineLayer;
import hearth.footprint.Building;
import hearth.footprint.BuildingId;
import hearth.footprint.Evidence;
import hearth.footprint.ScoredOutline;
import hearth.geo.Crs;
import hearth.geo.CrsTransform;
import hearth.geo.DataIssue;
import hearth.geo.InputException;
import hearth.geo.Longitudes;
import hearth.geo.NearestName;
import hearth.population.CensusOptions;
import hearth.raster.vector.Feature;
import hearth.raster.vector.VectorField;
import hearth.raster.vector.VectorLayer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygonal;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

/** Building layers that people have: read, checked, and brought to a metric reference system. */
public final class LayerReader {
  /** Tags without any of which an element says nothing about the building. */
  private static final List<String> TELLING = List.of("building", "building:levels", "height");

  private static final List<String> EVIDENCE =
      List.of("score", "predicted_iou", "stability", "p_building");

  private LayerReader() {}

  /**
   * A layer of polygons.
   *
   * @param crs metric reference system: the UTM zone of the layer's middle
   * @param buildings with status {@code added}, source {@code given}; tags from the attributes
   */
  public record Given(Crs crs, List<Building> buildings) {}

  /**
   * Reads outlines as buildings.
   *
   * @param file any layer, or OSM PBF or XML
   * @param fields columns that stand for tags; an OSM file has tags and no columns
   */
  public static Given buildings(String file, FieldNames fields, Consumer<DataIssue> issues) {
    List<OsmBuilding> outlines = outlines(file, fields, issues);
    Crs runCrs = metricCrs(outlines.stream().map(OsmBuilding::outline).toList(), file);
    CrsTransform toRun = Crs.WGS84.to(runCrs);
    List<Building> buildings = new ArrayList<>();
    for (OsmBuilding outline : outlines) {
      Building building = Building.given(toRun.apply(outline.outline()));
      boolean telling = TELLING.stream().anyMatch(outline.element().tags()::containsKey);
      buildings.add(telling ? building.withOsm(outline.element(), Double.NaN) : building);
    }
    return new Given(runCrs, BuildingId.distinct(buildings));
  }

  /** Whether a layer has columns that only something that detects buildings writes. */
  public static boolean looksDetected(String file) {
    if (OsmReader.isOsm(Path.of(file))) {
      return false;
    }
    try (VectorLayer layer = VectorLayer.open(file, null)) {
      return layer.fields().stream().map(VectorField::name).anyMatch(EVIDENCE::contains);
    }
  }

  private static List<OsmBuilding> outlines(
      String file, FieldNames fields, Consumer<DataIssue> issues) {
    if (OsmReader.isOsm(Path.of(file))) {
      if (!fields.isEmpty()) {
        throw new InputException(
            file + ": an OSM file has tags, no columns", "Leave the names of columns out.");
      }
      return OsmReader.read(Path.of(file), issues).buildings();
    }
    try (VectorLayer layer = VectorLayer.open(file, null)) {
      fields.require(file, layer.fields().stream().map(VectorField::name).toList());
    }
    return OutlineLayer.read(file, null, fields::tags, issues).buildings();
  }

  /** Polygons of a layer in a reference system that the caller has chosen. */
  public static List<Geometry> outlines(
      String file, Optional<String> layerName, Crs target, Consumer<DataIssue> issues) {
    try (VectorLayer layer = VectorLayer.open(file, layerName.orElse(null))) {
      CrsTransform transform = layer.crs().to(target);
      return polygons(layer, issues).stream()
          .map(f -> (Geometry) transform.apply(f.geometry()))
          .toList();
    }
  }

  /**
   * Polygons of a layer with the scores that a layer of buildings has in its columns {@code score},
   * {@code predicted_iou}, {@code stability} and {@code p_building}.
   */
  public static List<ScoredOutline> scoredOutlines(
      String file, Crs target, Consumer<DataIssue> issues) {
    try (VectorLayer layer = VectorLayer.open(file, null)) {
      CrsTransform transform = layer.crs().to(target);
      return polygons(layer, issues).stream()
          .map(f -> new ScoredOutline(transform.apply(f.geometry()), evidence(f.attributes())))
          .toList();
    }
  }

  private static Evidence evidence(Map<String, Object> attributes) {
    double[] scores =
        EVIDENCE.stream()
            .mapToDouble(
                name -> attributes.get(name) instanceof Number n ? n.doubleValue() : Double.NaN)
            .toArray();
    return new Evidence(scores[0], scores[1], scores[2], scores[3]);
  }

  /** All polygons of a layer as one area; refused for a layer without any. */
  public static Geometry area(String file, Crs target, Consumer<DataIssue> issues) {
    List<Geometry> parts = outlines(file, Optional.empty(), target, issues);
    if (parts.isEmpty()) {
      throw new InputException(file + ": no polygon in it", "Give a layer with an area.");
    }
    return parts.size() == 1 ? parts.get(0) : OverlayNGRobust.union(parts);
  }

  /** The UTM zone of the middle of a layer; refused for one without polygons. */
  public static Crs metricCrs(String file) {
    try (VectorLayer layer = VectorLayer.open(file, null)) {
      CrsTransform toLonLat = layer.crs().to(Crs.WGS84);
      return metricCrs(
          polygons(layer, issue -> {}).stream()
              .map(f -> (Geometry) toLonLat.apply(f.geometry()))
              .toList(),
          file);
    }
  }

  /** An area and a figure of it; NaN where there is none. */
  public record Figure(String id, Geometry area, double figure) {}

  /** Areas with a number each, for instance census cells; they may overlap. */
  public static List<Figure> figures(CensusOptions options, Crs target) {
    try (VectorLayer layer = VectorLayer.open(options.file(), options.layer().orElse(null))) {
      List<String> names = layer.fields().stream().map(VectorField::name).toList();
      if (!names.contains(options.populationField())) {
        throw new InputException(
            options.file() + ": no field '" + options.populationField() + "'",
            NearestName.hint(options.populationField(), names));
      }
      CrsTransform transform = layer.crs().to(target);
      return polygons(layer, issue -> {}).stream()
          .map(
              f ->
                  new Figure(
                      String.valueOf(f.fid()),
                      (Geometry) transform.apply(f.geometry()),
                      f.attributes().get(options.populationField()) instanceof Number n
                          ? n.doubleValue()
                          : Double.NaN))
          .toList();
    }
  }

  private static List<Feature> polygons(VectorLayer layer, Consumer<DataIssue> issues) {
    List<Feature> polygons = new ArrayList<>();
    layer.forEach(
        issues,
        feature -> {
          if (feature.geometry() instanceof Polygonal && !feature.geometry().isEmpty()) {
            polygons.add(feature);
          } else {
            issues.accept(
                new DataIssue(
                    "not-a-polygon", "left out", layer.file() + ", feature " + feature.fid()));
          }
        });
    return polygons;
  }

  /** The UTM zone of the middle of geometries in longitude and latitude. */
  private static Crs metricCrs(List<Geometry> lonLat, String file) {
    Longitudes.Extent extent = new Longitudes.Extent();
    lonLat.forEach(extent::add);
    if (extent.envelope().isNull()) {
      throw new InputException(file + ": no polygon in it", "Give a layer of outlines.");
    }
    Coordinate centre = extent.envelope().centre();
    return Crs.utmAt(Longitudes.wrap(centre.x, 0), centre.y);
  }
}
