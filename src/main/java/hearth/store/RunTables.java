package hearth.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import hearth.footprint.Building;
import hearth.footprint.Comparison;
import hearth.footprint.Detected;
import hearth.footprint.Detection;
import hearth.footprint.GroundClaim;
import hearth.footprint.HeightVerdict;
import hearth.footprint.Hint;
import hearth.footprint.MapComparison;
import hearth.footprint.MapPair;
import hearth.footprint.MapShift;
import hearth.footprint.OsmElement;
import hearth.geo.DataIssue;
import hearth.geo.InputException;
import hearth.population.BuildingShare;
import hearth.population.CellShare;
import hearth.population.CensusUnit;
import hearth.population.UnitResult;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Writes the rows of a run, each table by one COPY. */
final class RunTables {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Connection connection;
  private final long runKey;
  private final GeometryCodec geometries;

  RunTables(Connection connection, long runKey, GeometryCodec geometries) {
    this.connection = connection;
    this.runKey = runKey;
    this.geometries = geometries;
  }

  /** Replaces a tile's row; its earlier detections go with the earlier row. */
  void tile(TileRecord tile) throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(
            "DELETE FROM hearth.tile WHERE run_key = ? AND tile_row = ? AND tile_column = ?")) {
      s.setLong(1, runKey);
      s.setInt(2, tile.row());
      s.setInt(3, tile.column());
      s.executeUpdate();
    }
    try (BinaryCopy copy =
        new BinaryCopy(
            connection,
            "hearth.tile",
            List.of(
                "run_key",
                "tile_row",
                "tile_column",
                "state",
                "attempts",
                "error",
                "seconds",
                "bounds",
                "imaged",
                "issues",
                "pixels"))) {
      copy.row()
          .bigint(runKey)
          .integer(tile.row())
          .integer(tile.column())
          .text(tile.state().code())
          .integer(tile.attempts())
          .textOrNull(tile.error())
          .jsonbOrNull(json(tile.seconds()))
          .bytes(geometries.polygon(tile.bounds()))
          .bytes(geometries.multiPolygon(tile.imaged()))
          .jsonbOrNull(json(tile.issues().stream().map(RunTables::storable).toList()))
          .textOrNull(tile.pixels());
      copy.finish();
    }
  }

  void detections(List<Detection> detections) throws SQLException {
    try (BinaryCopy copy =
        new BinaryCopy(
            connection,
            "hearth.detection",
            List.of(
                "run_key",
                "tile_row",
                "tile_column",
                "ordinal",
                "geom",
                "outline",
                "cut",
                "anchor_north",
                "anchor_east",
                "label",
                "prompt",
                "score",
                "predicted_iou",
                "stability",
                "p_building"))) {
      int ordinal = 0;
      for (Detection d : detections) {
        copy.row()
            .bigint(runKey)
            .integer(d.tileRow())
            .integer(d.tileColumn())
            .integer(ordinal++)
            .bytes(geometries.polygon(d.outline()))
            .bytes(geometries.exact(d.outline()))
            .bool(d.cut())
            .bigint(d.anchor().north())
            .bigint(d.anchor().east())
            .text(d.label())
            .text(d.prompt())
            .number(d.evidence().score())
            .number(d.evidence().predictedIou())
            .number(d.evidence().stability())
            .number(d.evidence().pBuilding());
      }
      copy.finish();
    }
  }

  /**
   * @param persons persons in a building, NaN when not known
   */
  void buildings(List<Building> buildings, ToDoubleFunction<Building> persons) throws SQLException {
    try (BinaryCopy copy =
        new BinaryCopy(
            connection,
            "hearth.building",
            List.of(
                "run_key",
                "id",
                "geom",
                "source",
                "status",
                "reason",
                "osm_id",
                "osm_iou",
                "tags",
                "score",
                "predicted_iou",
                "stability",
                "p_building",
                "area_m2",
                "height_m",
                "levels",
                "residential",
                "population",
                "tiles",
                "inside_smaller",
                "inside_detection",
                "imaged_share",
                "detection_id",
                "detection_source",
                "detection_geom",
                "slope_deg",
                "ruggedness_m",
                "verdict",
                "hints",
                "label"))) {
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
            .jsonbOrNull(b.osm().map(o -> json(storable(o.tags()))).orElse(null))
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
            List.of(
                "run_key",
                "detection_id",
                "osm_building_id",
                "osm_ordinal",
                "iou",
                "inside_smaller",
                "inside_detection",
                "assigned"))) {
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
            List.of(
                "run_key",
                "\"row\"",
                "col",
                "cell_m",
                "pairs",
                "east_m",
                "north_m",
                "scatter_m",
                "applied"))) {
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
            List.of("run_key", "place", "detection_id", "better", "geom", "outline", "mapped"))) {
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

  void census(RunResult.CensusInfo census) throws SQLException {
    try (BinaryCopy copy =
        new BinaryCopy(
            connection,
            "hearth.census",
            List.of("run_key", "source", "field", "year", "groups", "rules"))) {
      copy.row().bigint(runKey).text(census.source()).text(census.field());
      if (census.year().isPresent()) {
        copy.integer(census.year().getAsInt());
      } else {
        copy.nothing();
      }
      copy.texts(census.groups()).jsonbOrNull(census.rules());
      copy.finish();
    }
  }

  void units(List<CensusUnit> units, List<UnitResult> results) throws SQLException {
    Map<String, UnitResult> byId = new HashMap<>();
    results.forEach(r -> byId.put(r.id(), r));
    try (BinaryCopy copy =
        new BinaryCopy(
            connection,
            "hearth.census_unit",
            List.of(
                "run_key",
                "id",
                "geom",
                "census",
                "allocated",
                "rule",
                "covered_share",
                "cells",
                "buildings",
                "groups",
                "allocated_groups"))) {
      for (CensusUnit u : units) {
        if (u.id().length() > RunStart.LONGEST_ID) {
          throw new InputException(
              "the id of a census unit has %d characters: %s…"
                  .formatted(u.id().length(), u.id().substring(0, 40)),
              "Choose an id column whose values have at most %d.".formatted(RunStart.LONGEST_ID));
        }
        UnitResult r = byId.get(u.id());
        if (r == null) {
          throw new IllegalArgumentException("no result for census unit " + u.id());
        }
        copy.row()
            .bigint(runKey)
            .text(u.id())
            .bytes(geometries.multiPolygon(u.area()))
            .number(u.persons())
            .number(r.allocated())
            .text(r.rule().code())
            .number(r.coveredShare())
            .integer(r.cells())
            .integer(r.buildings())
            .numbersOrNull(u.groups())
            .numbersOrNull(r.groups());
      }
      copy.finish();
    }
  }

  /**
   * @return persons by building id, over all units
   */
  Map<String, Double> allocation(Iterable<BuildingShare> shares) throws SQLException {
    Map<String, Double> persons = new HashMap<>();
    try (BinaryCopy copy =
        new BinaryCopy(
            connection,
            "hearth.allocation",
            List.of("run_key", "unit_id", "building_id", "persons", "weight"))) {
      for (BuildingShare s : shares) {
        persons.merge(s.buildingId(), s.persons(), Double::sum);
        copy.row()
            .bigint(runKey)
            .text(s.unitId())
            .text(s.buildingId())
            .number(s.persons())
            .number(s.weight());
      }
      copy.finish();
    }
    return persons;
  }

  void cellShares(Iterable<CellShare> shares) throws SQLException {
    try (BinaryCopy copy =
        new BinaryCopy(
            connection,
            "hearth.cell_share",
            List.of("run_key", "\"row\"", "col", "unit_id", "persons", "groups"))) {
      for (CellShare s : shares) {
        copy.row()
            .bigint(runKey)
            .integer(s.row())
            .integer(s.column())
            .text(s.unitId())
            .number(s.persons())
            .numbersOrNull(s.groups());
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

  private static DataIssue storable(DataIssue issue) {
    return new DataIssue(
        issue.code(),
        issue.detail().replace('\0', '\uFFFD'),
        issue.where().replace('\0', '\uFFFD'),
        issue.count());
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers are always JSON", e);
    }
  }
}
