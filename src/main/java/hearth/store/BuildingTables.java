package hearth.store;

import hearth.footprint.Building;
import hearth.footprint.Comparison;
import hearth.footprint.Detected;
import hearth.footprint.GroundClaim;
import hearth.footprint.HeightVerdict;
import hearth.footprint.Hint;
import hearth.footprint.MapComparison;
import hearth.footprint.MapPair;
import hearth.footprint.MapShift;
import hearth.footprint.OsmElement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Writes the buildings of a run and how they were compared with the map, each table by one COPY.
 */
final class BuildingTables {
  private final Connection connection;
  private final long runKey;
  private final GeometryCodec geometries;

  BuildingTables(Connection connection, long runKey, GeometryCodec geometries) {
    this.connection = connection;
    this.runKey = runKey;
    this.geometries = geometries;
  }

  /**
   * @param persons persons in a building, NaN when not known
   */
  void buildings(List<Building> buildings, ToDoubleFunction<Building> persons) throws SQLException {
    try (BinaryCopy copy =
        new BinaryCopy(
            connection,
            "hearth.building",
            "run_key, id, geom, source, status, reason, osm_id, osm_iou, tags, "
                + "score, predicted_iou, stability, p_building, area_m2, height_m, levels, "
                + "residential, population, tiles, inside_smaller, inside_detection, "
                + "imaged_share, detection_id, detection_source, detection_geom, "
                + "slope_deg, ruggedness_m, verdict, hints, label")) {
      for (Building b : buildings) {
        copy.row()
            .bigint(runKey)
            .text(b.id())
            .bytes(geometries.multiPolygon(b.outline()))
            .text(b.source().code())
            .text(b.status().code())
            .textOrNull(b.reason())
            .textOrNull(b.osm().map(OsmElement::ref).orElse(null))
            .number(b.osmIou())
            .jsonbOrNull(b.osm().map(o -> Jsonb.of(storable(o.tags()))).orElse(null))
            .number(b.evidence().score())
            .number(b.evidence().predictedIou())
            .number(b.evidence().stability())
            .number(b.evidence().pBuilding())
            .number(b.areaSquareMetres())
            .number(b.heightMetres())
            .number(b.levels() > 0 ? b.levels() : Double.NaN)
            .bool(b.residential())
            .number(persons.applyAsDouble(b))
            .texts(b.tiles());
        evidence(copy, b);
      }
      copy.finish();
    }
  }

  private void evidence(BinaryCopy copy, Building b) {
    Comparison c = b.comparison();
    copy.number(c.insideSmaller()).number(c.insideDetection()).number(c.imagedShare());
    if (c.detection().isPresent()) {
      Detected d = c.detection().get();
      copy.text(d.id()).text(d.source().code()).bytes(geometries.multiPolygon(d.outline()));
    } else {
      copy.nothing().nothing().nothing();
    }
    copy.number(b.surface().slopeDegrees())
        .number(b.surface().ruggednessMetres())
        .textOrNull(b.surface().verdict().map(HeightVerdict::code).orElse(null))
        .texts(b.hints().stream().map(Hint::code).toList())
        .textOrNull(b.evidence().label());
  }

  /** How detections were compared with the map. */
  void map(MapComparison map) throws SQLException {
    try (BinaryCopy copy =
        new BinaryCopy(
            connection,
            "hearth.map_pair",
            "run_key, detection_id, osm_building_id, osm_ordinal, iou, "
                + "inside_smaller, inside_detection, assigned")) {
      for (MapPair p : map.pairs()) {
        copy.row()
            .bigint(runKey)
            .text(p.detectionId())
            .text(p.osmBuildingId())
            .integer(p.osmOrdinal())
            .number(p.iou())
            .number(p.insideSmaller())
            .number(p.insideDetection())
            .bool(p.assigned());
      }
      copy.finish();
    }
    try (BinaryCopy copy =
        new BinaryCopy(
            connection,
            "hearth.map_shift",
            "run_key, \"row\", col, cell_m, pairs, east_m, north_m, scatter_m, " + "applied")) {
      for (MapShift s : map.shifts()) {
        copy.row()
            .bigint(runKey)
            .integer(s.row())
            .integer(s.column())
            .number(s.cellMetres())
            .integer(s.pairs())
            .number(s.eastMetres())
            .number(s.northMetres())
            .number(s.scatterMetres())
            .bool(s.applied());
      }
      copy.finish();
    }
    claims(map.claims());
  }

  private void claims(List<GroundClaim> claims) throws SQLException {
    try (BinaryCopy copy =
        new BinaryCopy(
            connection,
            "hearth.ground_claim",
            "run_key, place, detection_id, better, geom, outline, mapped")) {
      for (GroundClaim claim : claims) {
        copy.row()
            .bigint(runKey)
            .integer(claim.place())
            .text(claim.detectionId())
            .integers(claim.better())
            .bytes(geometries.multiPolygon(claim.outline()))
            .bytes(geometries.exact(claim.outline()))
            .bytes(geometries.exact(claim.mapped()));
      }
      copy.finish();
    }
  }

  /** Sorted; without the character that neither text nor jsonb can hold. */
  private static Map<String, String> storable(Map<String, String> tags) {
    Map<String, String> clean = new TreeMap<>();
    tags.forEach((k, v) -> clean.put(k.replace('\0', '\uFFFD'), v.replace('\0', '\uFFFD')));
    return clean;
  }
}
