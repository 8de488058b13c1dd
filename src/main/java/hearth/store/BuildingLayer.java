package hearth.store;

import hearth.footprint.Building;
import hearth.footprint.Evidence;
import hearth.footprint.HeightVerdict;
import hearth.footprint.Hint;
import hearth.footprint.OsmElement;
import hearth.raster.vector.Feature;
import hearth.raster.vector.FieldType;
import hearth.raster.vector.VectorField;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Columns of a layer of buildings in files; the same names and units as in the database. */
final class BuildingLayer {
  static final List<VectorField> FIELDS =
      List.of(
          new VectorField("id", FieldType.STRING),
          new VectorField("source", FieldType.STRING),
          new VectorField("status", FieldType.STRING),
          new VectorField("reason", FieldType.STRING),
          new VectorField("osm_id", FieldType.STRING),
          new VectorField("name", FieldType.STRING),
          new VectorField("score", FieldType.REAL),
          new VectorField("predicted_iou", FieldType.REAL),
          new VectorField("stability", FieldType.REAL),
          new VectorField("p_building", FieldType.REAL),
          new VectorField("area_m2", FieldType.REAL),
          new VectorField("height_m", FieldType.REAL),
          new VectorField("levels", FieldType.REAL),
          new VectorField("residential", FieldType.BOOLEAN),
          new VectorField("population", FieldType.REAL),
          new VectorField("osm_iou", FieldType.REAL),
          new VectorField("slope_deg", FieldType.REAL),
          new VectorField("verdict", FieldType.STRING),
          new VectorField("hints", FieldType.STRING),
          new VectorField("label", FieldType.STRING));

  private BuildingLayer() {}

  /**
   * What our columns are called beside those of another layer, by our own name: the same, or with
   * {@code hearth_} before it where the layer has a column of that name, in whatever case.
   */
  static Map<String, String> namesBeside(List<VectorField> others) {
    Set<String> taken = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    others.forEach(f -> taken.add(f.name()));
    Map<String, String> names = new LinkedHashMap<>();
    for (VectorField field : FIELDS) {
      String name = field.name();
      while (taken.contains(name)) {
        name = "hearth_" + name;
      }
      taken.add(name);
      names.put(field.name(), name);
    }
    return names;
  }

  static Feature feature(StoredBuilding stored) {
    Building b = stored.building();
    Evidence e = b.evidence();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("id", b.id());
    row.put("source", b.source().code());
    row.put("status", b.status().code());
    text(row, "reason", b.reason());
    text(row, "osm_id", b.osm().map(OsmElement::ref).orElse(""));
    text(row, "name", b.osm().map(o -> o.tags().getOrDefault("name", "")).orElse(""));
    number(row, "score", e.score());
    number(row, "predicted_iou", e.predictedIou());
    number(row, "stability", e.stability());
    number(row, "p_building", e.pBuilding());
    number(row, "area_m2", stored.areaSquareMetres());
    number(row, "height_m", b.heightMetres());
    number(row, "levels", b.levels() > 0 ? b.levels() : Double.NaN);
    row.put("residential", b.residential());
    number(row, "population", stored.persons());
    number(row, "osm_iou", b.osmIou());
    number(row, "slope_deg", b.surface().slopeDegrees());
    text(row, "verdict", b.surface().verdict().map(HeightVerdict::code).orElse(""));
    text(row, "hints", b.hints().stream().map(Hint::code).collect(Collectors.joining(",")));
    text(row, "label", e.label());
    return Feature.of(stored.lonLat(), row);
  }

  private static void text(Map<String, Object> row, String name, String value) {
    if (!value.isEmpty()) {
      row.put(name, value);
    }
  }

  private static void number(Map<String, Object> row, String name, double value) {
    if (!Double.isNaN(value)) {
      row.put(name, value);
    }
  }
}
