package hearth.store;

import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.InputException;
import hearth.geo.PixelWindow;
import hearth.population.DensityBand;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A run's density raster read back from the database. Holds a row of tiles in memory, since rasters
 * are written line by line. For one thread.
 */
final class DensityReader implements RunResult.BandReader {
  private static final byte[] NONE = new byte[0];

  private record TileKey(int row, int column) {}

  private final Connection connection;
  private final long runKey;
  private final Grid grid;
  private final Map<TileKey, byte[]> recent;

  DensityReader(Connection connection, RunInfo run) throws SQLException {
    this.connection = connection;
    this.runKey = run.key();
    this.grid = readGrid(run);
    int across = grid.width() / DensityTable.TILE + 2;
    this.recent =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<TileKey, byte[]> eldest) {
            return size() > across;
          }
        };
  }

  Grid grid() {
    return grid;
  }

  private Grid readGrid(RunInfo run) throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(
            """
            SELECT srid, origin_x, origin_y, cell_width, cell_height, columns, rows
            FROM hearth.density_grid
            WHERE run_key = ?
            """)) {
      s.setLong(1, runKey);
      try (ResultSet r = s.executeQuery()) {
        if (!r.next()) {
          throw new InputException(
              "run " + run.id() + " has no density raster: it was made without a census",
              "Run the job again with --census.");
        }
        return new Grid(
            Crs.epsg(r.getInt("srid")),
            Affine.northUp(
                r.getDouble("origin_x"),
                r.getDouble("origin_y"),
                r.getDouble("cell_width"),
                r.getDouble("cell_height")),
            r.getInt("columns"),
            r.getInt("rows"));
      }
    }
  }

  @Override
  public float[] read(DensityBand band, PixelWindow window) {
    float[] values = new float[window.width() * window.height()];
    Arrays.fill(values, Float.NaN);
    int size = DensityTable.TILE;
    for (int row = window.row() / size; row * size < window.endRow(); row++) {
      for (int column = window.column() / size; column * size < window.endColumn(); column++) {
        byte[] tile = tile(row, column);
        if (tile.length > 0) {
          PixelWindow frame =
              new PixelWindow(column * size, row * size, size, size).intersection(grid.window());
          copy(RasterWkb.decode(tile, band.ordinal()), frame, values, window);
        }
      }
    }
    return values;
  }

  private static void copy(float[] from, PixelWindow frame, float[] to, PixelWindow window) {
    PixelWindow both = frame.intersection(window);
    for (int row = both.row(); row < both.endRow(); row++) {
      System.arraycopy(
          from,
          (row - frame.row()) * frame.width() + both.column() - frame.column(),
          to,
          (row - window.row()) * window.width() + both.column() - window.column(),
          both.width());
    }
  }

  private byte[] tile(int row, int column) {
    TileKey key = new TileKey(row, column);
    byte[] known = recent.get(key);
    if (known == null) {
      known = fetch(key);
      recent.put(key, known);
    }
    return known;
  }

  private byte[] fetch(TileKey key) {
    try (PreparedStatement s =
        connection.prepareStatement(
            """
            SELECT ST_AsWKB(rast) AS wkb
            FROM hearth.density
            WHERE run_key = ? AND tile_row = ? AND tile_column = ?
            """)) {
      s.setLong(1, runKey);
      s.setInt(2, key.row());
      s.setInt(3, key.column());
      try (ResultSet r = s.executeQuery()) {
        return r.next() ? r.getBytes("wkb") : NONE;
      }
    } catch (SQLException e) {
      throw StoreException.of("reading the density raster", e);
    }
  }
}
