package hearth.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import hearth.footprint.Anchor;
import hearth.footprint.Building;
import hearth.footprint.Comparison;
import hearth.footprint.Detected;
import hearth.footprint.Detection;
import hearth.footprint.Evidence;
import hearth.footprint.Facts;
import hearth.footprint.HeightEvidence;
import hearth.footprint.HeightVerdict;
import hearth.footprint.Hint;
import hearth.footprint.OsmElement;
import hearth.footprint.Source;
import hearth.footprint.Status;
import hearth.geo.DataIssue;
import hearth.population.CensusUnit;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Polygon;

/** Reads the rows of a run back, in a stated order, streamed. */
final class RunReader {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Rows that the driver holds at once. */
  private static final int FETCH = 1000;

  private final Connection connection;
  private final long runKey;
  private final GeometryCodec geometries;

  /**
   * @param connection in a transaction, without which the driver reads everything at once
   */
  RunReader(Connection connection, long runKey, GeometryCodec geometries) {
    this.connection = connection;
    this.runKey = runKey;
    this.geometries = geometries;
  }

  List<TileRecord> tiles() throws SQLException {
    List<TileRecord> tiles = new ArrayList<>();
    each(
        """
        SELECT tile_column, tile_row, state, attempts, error, seconds,
          ST_AsBinary(bounds) AS bounds, ST_AsBinary(imaged) AS imaged,
          issues, pixels
        FROM hearth.tile
        WHERE run_key = ?
        ORDER BY tile_row, tile_column
        """,
        tiles::add,
        r ->
            new TileRecord(
                r.getInt("tile_column"),
                r.getInt("tile_row"),
                TileState.ofCode(r.getString("state")),
                r.getInt("attempts"),
                text(r, "error"),
                json(r.getString("seconds"), new TypeReference<TreeMap<String, Double>>() {}),
                (Polygon) geometries.metric(r.getBytes("bounds")),
                geometries.metric(r.getBytes("imaged")),
                json(r.getString("issues"), new TypeReference<List<DataIssue>>() {}),
                text(r, "pixels")));
    return tiles;
  }

  void detections(Consumer<Detection> consumer) throws SQLException {
    each(
        """
        SELECT tile_column, tile_row, outline, cut, anchor_north, anchor_east, label, prompt,
          score, predicted_iou, stability, p_building
        FROM hearth.detection
        WHERE run_key = ?
        ORDER BY tile_row, tile_column, ordinal
        """,
        consumer,
        r ->
            new Detection(
                r.getInt("tile_column"),
                r.getInt("tile_row"),
                (Polygon) geometries.exact(r.getBytes("outline")),
                r.getBoolean("cut"),
                new Anchor(r.getLong("anchor_north"), r.getLong("anchor_east")),
                r.getString("label"),
                r.getString("prompt"),
                evidence(r)));
  }

  List<CensusUnit> units() throws SQLException {
    List<CensusUnit> units = new ArrayList<>();
    each(
        """
        SELECT id, ST_AsBinary(geom) AS geom, CASE WHEN rule <> 'unknown' THEN allocated END AS persons
        FROM hearth.census_unit
        WHERE run_key = ?
        ORDER BY id COLLATE "C"
        """,
        units::add,
        r ->
            new CensusUnit(
                r.getString("id"), geometries.metric(r.getBytes("geom")), number(r, "persons")));
    return units;
  }

  void buildings(Consumer<StoredBuilding> consumer) throws SQLException {
    try (Cursor<StoredBuilding> rows = buildings()) {
      rows.forEachRemaining(consumer);
    }
  }

  /** Every candidate, by id, as they are asked for; to be closed. */
  Cursor<StoredBuilding> buildings() throws SQLException {
    return cursor(
        """
        SELECT id, ST_AsBinary(geom) AS geom, source, status, reason, osm_id, osm_iou, tags,
          score, predicted_iou, stability, p_building, area_m2, height_m, levels, residential,
          population, tiles, inside_smaller, inside_detection, imaged_share, detection_id,
          detection_source, ST_AsBinary(detection_geom) AS detection_geom, slope_deg, ruggedness_m,
          verdict, hints, label
        FROM hearth.building
        WHERE run_key = ?
        ORDER BY id COLLATE "C"
        """,
        this::building);
  }

  private StoredBuilding building(ResultSet r) throws SQLException {
    String osmId = r.getString("osm_id");
    Optional<OsmElement> osm = Optional.empty();
    if (osmId != null) {
      int slash = osmId.indexOf('/');
      osm =
          Optional.of(
              new OsmElement(
                  osmId.substring(0, slash),
                  Long.parseLong(osmId.substring(slash + 1)),
                  json(r.getString("tags"), new TypeReference<Map<String, String>>() {})));
    }
    double levels = r.getDouble("levels");
    byte[] lonLat = r.getBytes("geom");
    Facts facts =
        new Facts(
            source(r.getString("source")),
            new Facts.Verdict(status(r.getString("status")), text(r, "reason")),
            new Facts.MapLink(osm, comparison(r)),
            evidence(r).labelled(text(r, "label")),
            surface(r),
            new Facts.Use(levels, r.getBoolean("residential")),
            texts(r.getArray("tiles")),
            texts(r.getArray("hints")).stream().map(Hint::ofCode).toList());
    Building building = new Building(r.getString("id"), geometries.metric(lonLat), facts);
    return new StoredBuilding(
        building, geometries.exact(lonLat), r.getDouble("area_m2"), number(r, "population"));
  }

  private Comparison comparison(ResultSet r) throws SQLException {
    Optional<Detected> detection = Optional.empty();
    if (r.getString("detection_id") != null) {
      detection =
          Optional.of(
              new Detected(
                  r.getString("detection_id"),
                  source(r.getString("detection_source")),
                  geometries.metric(r.getBytes("detection_geom"))));
    }
    return new Comparison(
        number(r, "osm_iou"),
        number(r, "inside_smaller"),
        number(r, "inside_detection"),
        number(r, "imaged_share"),
        detection);
  }

  private static HeightEvidence surface(ResultSet r) throws SQLException {
    return new HeightEvidence(
        number(r, "height_m"),
        number(r, "slope_deg"),
        number(r, "ruggedness_m"),
        Optional.ofNullable(r.getString("verdict")).map(HeightVerdict::ofCode));
  }

  private static Source source(String code) {
    return Source.valueOf(code.toUpperCase(java.util.Locale.ROOT));
  }

  private static Status status(String code) {
    for (Status status : Status.values()) {
      if (status.code().equals(code)) {
        return status;
      }
    }
    throw new IllegalStateException("status " + code);
  }

  private static Evidence evidence(ResultSet r) throws SQLException {
    return new Evidence(
        number(r, "score"),
        number(r, "predicted_iou"),
        number(r, "stability"),
        number(r, "p_building"));
  }

  private <T> Cursor<T> cursor(String query, Cursor.RowMapper<T> mapper) throws SQLException {
    return new Cursor<>(connection, query, runKey, FETCH, mapper);
  }

  private <T> void each(String query, Consumer<T> consumer, Cursor.RowMapper<T> mapper)
      throws SQLException {
    try (Cursor<T> rows = cursor(query, mapper)) {
      rows.forEachRemaining(consumer);
    }
  }

  static double number(ResultSet r, String column) throws SQLException {
    double value = r.getDouble(column);
    return r.wasNull() ? Double.NaN : value;
  }

  static String text(ResultSet r, String column) throws SQLException {
    String value = r.getString(column);
    return value == null ? "" : value;
  }

  static <T> T json(String text, TypeReference<T> type) {
    try {
      return JSON.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not what was written", e);
    }
  }

  private static List<String> texts(Array array) throws SQLException {
    return List.of((String[]) array.getArray());
  }
}
