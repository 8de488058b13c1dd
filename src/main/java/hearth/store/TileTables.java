package hearth.store;

import hearth.footprint.Detection;
import hearth.geo.DataIssue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Writes what a tile leaves: its row of the ledger and its detections, by COPY. */
final class TileTables {
  private final Connection connection;
  private final long runKey;
  private final GeometryCodec geometries;

  TileTables(Connection connection, long runKey, GeometryCodec geometries) {
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
            "run_key, tile_row, tile_column, state, attempts, error, seconds, "
                + "bounds, imaged, issues, pixels")) {
      copy.row()
          .bigint(runKey)
          .integer(tile.row())
          .integer(tile.column())
          .text(tile.state().code())
          .integer(tile.attempts())
          .textOrNull(tile.error())
          .jsonbOrNull(Jsonb.of(tile.seconds()))
          .bytes(geometries.polygon(tile.bounds()))
          .bytes(geometries.multiPolygon(tile.imaged()))
          .jsonbOrNull(Jsonb.of(tile.issues().stream().map(TileTables::storable).toList()))
          .textOrNull(tile.pixels());
      copy.finish();
    }
  }

  void detections(List<Detection> detections) throws SQLException {
    try (BinaryCopy copy =
        new BinaryCopy(
            connection,
            "hearth.detection",
            "run_key, tile_row, tile_column, ordinal, geom, outline, cut, "
                + "anchor_north, anchor_east, label, prompt, score, predicted_iou, "
                + "stability, p_building")) {
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

  private static DataIssue storable(DataIssue issue) {
    return new DataIssue(
        issue.code(),
        issue.detail().replace('\0', '\uFFFD'),
        issue.where().replace('\0', '\uFFFD'),
        issue.count());
  }
}
