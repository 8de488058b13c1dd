package hearth.pipeline;

import hearth.footprint.Building;
import hearth.footprint.BuildingId;
import hearth.footprint.OsmElement;
import hearth.geo.Crs;
import hearth.geo.CrsTransform;
import hearth.geo.DataIssue;
import hearth.geo.InputException;
import hearth.geo.NearestName;
import hearth.population.CensusOptions;
import hearth.raster.vector.Feature;
import hearth.raster.vector.VectorField;
import hearth.raster.vector.VectorLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygonal;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

/** Building layers that people have: read, checked, and brought to a metric reference system. */
public final class LayerReader {
  private LayerReader() {}

  /**
   * A layer of polygons.
   *
   * @param crs metric reference system: the UTM zone of the layer's middle
   * @param buildings with status {@code added}, source {@code given}; tags from the attributes
   */
  public record Given(Crs crs, List<Building> buildings) {}

  /** Reads a layer as buildings. */
  public static Given buildings(String file, Consumer<DataIssue> issues) {
    try (VectorLayer layer = VectorLayer.open(file, null)) {
      List<Feature> features = polygons(layer, issues);
      Crs runCrs = metricCrs(layer.crs(), features, file);
      CrsTransform toRun = layer.crs().to(runCrs);
      List<Building> buildings = new ArrayList<>();
      for (Feature feature : features) {
        Building building = Building.given(toRun.apply(feature.geometry()));
        buildings.add(tags(feature).map(e -> building.withOsm(e, Double.NaN)).orElse(building));
      }
      return new Given(runCrs, BuildingId.distinct(buildings));
    }
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
      return metricCrs(layer.crs(), polygons(layer, issue -> {}), file);
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

  private static Crs metricCrs(Crs crs, List<Feature> features, String file) {
    Envelope extent = new Envelope();
    features.forEach(f -> extent.expandToInclude(f.geometry().getEnvelopeInternal()));
    if (extent.isNull()) {
      throw new InputException(file + ": no polygon in it", "Give a layer of outlines.");
    }
    Coordinate centre = crs.to(Crs.WGS84).apply(extent.centre().x, extent.centre().y);
    return Crs.utmAt(centre.x, centre.y);
  }

  /** Attributes as tags, so that class and levels are read from a layer as they are from OSM. */
  private static Optional<OsmElement> tags(Feature feature) {
    Map<String, String> tags = new TreeMap<>();
    feature.attributes().forEach((key, value) -> tags.put(key, String.valueOf(value)));
    return tags.containsKey("building")
        ? Optional.of(new OsmElement("feature", feature.fid(), tags))
        : Optional.empty();
  }
}
