package hearth.store;

import hearth.geo.Grid;
import hearth.geo.InputException;
import hearth.geo.PixelWindow;
import hearth.population.DensityBand;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** The density raster of a run: written tile by tile, so that no more than one is in memory. */
final class DensityTable {
  static final int TILE = 256;

  private DensityTable() {}

  /** Writes frame and raster; tiles without any data are left out, as raster2pgsql does. */
  static void write(Connection c, long runKey, RunResult.Population population)
      throws SQLException {
    Grid grid = population.grid();
    int srid = srid(grid);
    writeFrame(c, runKey, grid, srid);
    call(c, "density_create", runKey);
    long tiles = copy(c, runKey, grid, srid, population.density());
    // The constraints of an empty raster say nothing.
    call(c, tiles == 0 ? "density_drop" : "density_attach", runKey);
    if (tiles > 0) {
      new DensityOverviews(c, runKey, grid, srid).write();
    }
  }

  private static void writeFrame(Connection c, long runKey, Grid grid, int srid)
      throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            """
            INSERT INTO hearth.density_grid
              (run_key, srid, origin_x, origin_y, cell_width, cell_height, columns, rows)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """)) {
      s.setLong(1, runKey);
      s.setInt(2, srid);
      s.setDouble(3, grid.affine().originX());
      s.setDouble(4, grid.affine().originY());
      s.setDouble(5, grid.affine().scaleX());
      s.setDouble(6, -grid.affine().scaleY());
      s.setInt(7, grid.width());
      s.setInt(8, grid.height());
      s.executeUpdate();
    }
  }

  private static long copy(
      Connection c, long runKey, Grid grid, int srid, RunResult.BandReader density)
      throws SQLException {
    CopyIn copy =
        c.unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(
                "COPY hearth.density_%d (run_key, tile_row, tile_column, peak, rast) FROM STDIN"
                    .formatted(runKey));
    try {
      byte[] line = new byte[0];
      for (int row = 0; row * TILE < grid.height(); row++) {
        for (int column = 0; column * TILE < grid.width(); column++) {
          PixelWindow window =
              new PixelWindow(column * TILE, row * TILE, TILE, TILE).intersection(grid.window());
          List<float[]> bands = new ArrayList<>();
          for (DensityBand band : DensityBand.values()) {
            bands.add(density.read(band, window));
          }
          if (bands.stream().allMatch(RasterWkb::isEmpty)) {
            continue;
          }
          byte[] head =
              "%d\t%d\t%d\t%s\t"
                  .formatted(
                      runKey, row, column, peak(bands.get(DensityBand.PERSONS_PER_KM2.ordinal())))
                  .getBytes(StandardCharsets.US_ASCII);
          byte[] wkb = RasterWkb.encode(grid, srid, window, bands);
          line = RasterWkb.roomFor(head.length + 2 * wkb.length + 1, line);
          System.arraycopy(head, 0, line, 0, head.length);
          int end = RasterWkb.hex(wkb, line, head.length);
          line[end++] = '\n';
          copy.writeToCopy(line, 0, end);
        }
      }
      return copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private static String peak(float[] densities) {
    float peak = Float.NaN;
    for (float d : densities) {
      peak = Float.isNaN(peak) || d > peak ? d : peak;
    }
    return Float.isNaN(peak) ? "\\N" : Float.toString(peak);
  }

  private static int srid(Grid grid) {
    if (!grid.affine().isNorthUp()) {
      throw new IllegalArgumentException("a density grid is north-up");
    }
    return grid.crs()
        .epsg()
        .orElseThrow(
            () ->
                new InputException(
                    "the grid's reference system " + grid.crs() + " has no EPSG code",
                    "Give --grid-crs EPSG:…"));
  }

  private static void call(Connection c, String function, long runKey) throws SQLException {
    try (PreparedStatement s = c.prepareStatement("SELECT hearth." + function + "(?)")) {
      s.setLong(1, runKey);
      s.execute();
    }
  }
}
