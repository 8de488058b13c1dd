package hearth.conflate;

import hearth.footprint.OsmElement;
import hearth.geo.Crs;
import hearth.geo.CrsTransform;
import hearth.geo.DataIssue;
import hearth.geo.InputException;
import hearth.raster.vector.Feature;
import hearth.raster.vector.VectorLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygonal;

/**
 * Buildings of a layer that OGR reads: GeoPackage, GeoJSON, shapefile, ….
 *
 * <p>An element's id is taken from the first of the fields {@code @id}, {@code osm_id}, {@code
 * osm_way_id} and {@code id} that holds one, written {@code 123} or {@code way/123}; its type from
 * there or from {@code osm_type}, {@code @type} or {@code type}, else it is a way, or a relation if
 * the id is negative, as osm2pgsql and OGR write them. A feature without such a field is {@code
 * feature/FID}. All attributes are kept as tags. Features with {@code building=no} and the like are
 * left out as in OSM files, and parts inform the building around them ({@link BuildingParts}); a
 * layer needs no field {@code building}.
 */
public final class OutlineLayer {
  private static final List<String> ID_FIELDS = List.of("@id", "osm_id", "osm_way_id", "id");
  private static final List<String> TYPE_FIELDS = List.of("osm_type", "@type", "type");

  private OutlineLayer() {}

  /**
   * All outlines of a layer, in longitude and latitude.
   *
   * @param file path or GDAL's virtual path
   * @param layerOrNull name of the layer; null for the first
   * @param issues takes each feature that was repaired or left out, by its id
   */
  public static OsmData read(String file, String layerOrNull, Consumer<DataIssue> issues) {
    return read(file, layerOrNull, UnaryOperator.identity(), issues);
  }

  /**
   * All outlines of a layer, in longitude and latitude.
   *
   * @param tags makes OSM's tags of a feature's attributes
   */
  public static OsmData read(
      String file,
      String layerOrNull,
      UnaryOperator<Map<String, String>> tags,
      Consumer<DataIssue> issues) {
    try (VectorLayer layer = VectorLayer.open(file, layerOrNull)) {
      CrsTransform toLonLat = layer.crs().to(Crs.WGS84);
      List<OsmBuilding> all = new ArrayList<>();
      layer.forEach(issues, feature -> read(feature, file, tags, toLonLat, issues, all));
      Map<Boolean, List<OsmBuilding>> byPart =
          all.stream()
              .collect(Collectors.partitioningBy(b -> BuildingParts.isPart(b.element().tags())));
      return OsmData.of(
          BuildingParts.settle(byPart.get(false), byPart.get(true), new OsmIssues(file, issues)),
          List.of());
    }
  }

  private static void read(
      Feature feature,
      String file,
      UnaryOperator<Map<String, String>> tags,
      CrsTransform toLonLat,
      Consumer<DataIssue> issues,
      List<OsmBuilding> buildings) {
    OsmElement element = element(feature, tags);
    Geometry geometry = feature.geometry();
    String where = "%s: feature %d".formatted(file, feature.fid());
    if (geometry == null || geometry.isEmpty() || !(geometry instanceof Polygonal)) {
      String what = geometry == null ? "no geometry" : geometry.getGeometryType();
      issues.accept(new DataIssue("outline-not-polygon", what + " is no outline: left out", where));
      return;
    }
    String standing = OsmBuildingFilter.whyNot(element.tags()).orElse("");
    if (element.tags().containsKey("building") && !standing.isEmpty()) {
      issues.accept(new DataIssue("osm-not-standing", standing + ": left out", where));
      return;
    }
    try {
      buildings.add(new OsmBuilding(element, toLonLat.apply(geometry)));
    } catch (InputException e) {
      throw new InputException(where + ": " + e.getMessage(), "", e);
    }
  }

  private static OsmElement element(Feature feature, UnaryOperator<Map<String, String>> toTags) {
    Map<String, String> attributes = new TreeMap<>();
    feature.attributes().forEach((key, value) -> attributes.put(key, String.valueOf(value)));
    Map<String, String> tags = toTags.apply(attributes);
    for (String field : ID_FIELDS) {
      String text = tags.getOrDefault(field, "");
      int slash = text.lastIndexOf('/');
      String type = slash < 0 ? "" : text.substring(0, slash);
      try {
        long id = Long.parseLong(text.substring(slash + 1));
        return new OsmElement(type.isEmpty() ? type(tags, id) : type, Math.abs(id), tags);
      } catch (NumberFormatException e) {
        // not an OSM id: the next field
      }
    }
    return new OsmElement("feature", feature.fid(), tags);
  }

  private static String type(Map<String, String> tags, long id) {
    for (String field : TYPE_FIELDS) {
      String type = tags.getOrDefault(field, "").toLowerCase(Locale.ROOT);
      if (type.startsWith("w") || type.startsWith("r")) {
        return type.startsWith("w") ? "way" : "relation";
      }
    }
    return id < 0 ? "relation" : "way";
  }
}
