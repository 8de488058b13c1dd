package hearth.store;

import hearth.geo.Affine;
import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import hearth.population.DensityBand;
import hearth.raster.OverviewReduction;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.copy.CopyIn;

/**
 * Overviews of a density raster, each made of the level before it as the database holds that, until
 * one tile holds it all. No more than a handful of tiles is in memory.
 */
final class DensityOverviews {
  /** Tiles written by one COPY; what they are made of is read between two of them. */
  private static final int BATCH = 16;

  private static final int SIDE = DensityTable.TILE;

  private final Connection connection;
  private final long runKey;
  private final Grid base;
  private final int srid;
  private final List<OverviewReduction> reductions = new ArrayList<>();

  private record Place(int row, int column) {}

  DensityOverviews(Connection connection, long runKey, Grid base, int srid) {
    this.connection = connection;
    this.runKey = runKey;
    this.base = base;
    this.srid = srid;
    for (DensityBand band : DensityBand.values()) {
      reductions.add(new OverviewReduction(base, band.overview()));
    }
  }

  void write() throws SQLException {
    Grid finer = base;
    String finerTable = "hearth.density_" + runKey;
    for (int level = 0; finer.width() > SIDE || finer.height() > SIDE; level++) {
      int factor = 2 << level;
      Grid coarser = half(finer);
      String table = "hearth.o_%d_density_%d".formatted(factor, runKey);
      call("density_overview_create", factor);
      List<Place> places = places(finerTable);
      try (PreparedStatement tiles = tilesBelow(finerTable)) {
        for (int from = 0; from < places.size(); from += BATCH) {
          ByteArrayOutputStream lines = new ByteArrayOutputStream();
          for (Place p : places.subList(from, Math.min(places.size(), from + BATCH))) {
            line(lines, p, coarser, tile(p, tiles, finer, coarser, level));
          }
          copy(table, lines.toByteArray());
        }
      }
      call("density_overview_attach", factor);
      finer = coarser;
      finerTable = table;
    }
  }

  private static Grid half(Grid grid) {
    Affine a = grid.affine();
    return new Grid(
        grid.crs(),
        Affine.northUp(a.originX(), a.originY(), 2 * a.scaleX(), -2 * a.scaleY()),
        (grid.width() + 1) / 2,
        (grid.height() + 1) / 2);
  }

  /** Tiles of the coarser level that have any data. */
  private List<Place> places(String finerTable) throws SQLException {
    List<Place> places = new ArrayList<>();
    try (PreparedStatement s =
            connection.prepareStatement(
                "SELECT DISTINCT tile_row / 2, tile_column / 2 FROM %s ORDER BY 1, 2"
                    .formatted(finerTable));
        ResultSet rows = s.executeQuery()) {
      while (rows.next()) {
        places.add(new Place(rows.getInt(1), rows.getInt(2)));
      }
    }
    return places;
  }

  private PreparedStatement tilesBelow(String finerTable) throws SQLException {
    PreparedStatement s =
        connection.prepareStatement(
            """
            SELECT tile_row, tile_column, ST_AsWKB(rast) FROM %s
            WHERE tile_row BETWEEN ? AND ? AND tile_column BETWEEN ? AND ?
            """
                .formatted(finerTable));
    // Tiles come as bytes from the first on, not as digits.
    s.unwrap(PGStatement.class).setPrepareThreshold(-1);
    return s;
  }

  /** The bands of a tile, from the four tiles below it. */
  private List<float[]> tile(Place p, PreparedStatement below, Grid finer, Grid coarser, int level)
      throws SQLException {
    PixelWindow target = window(p, SIDE).intersection(coarser.window());
    PixelWindow source = window(p, 2 * SIDE).intersection(finer.window());
    List<float[]> values = new ArrayList<>();
    for (int band = 0; band < reductions.size(); band++) {
      float[] none = new float[source.width() * source.height()];
      Arrays.fill(none, Float.NaN);
      values.add(none);
    }
    below.setInt(1, 2 * p.row());
    below.setInt(2, 2 * p.row() + 1);
    below.setInt(3, 2 * p.column());
    below.setInt(4, 2 * p.column() + 1);
    try (ResultSet rows = below.executeQuery()) {
      while (rows.next()) {
        PixelWindow part =
            window(new Place(rows.getInt(1), rows.getInt(2)), SIDE).intersection(finer.window());
        byte[] wkb = rows.getBytes(3);
        for (int band = 0; band < values.size(); band++) {
          paste(RasterWkb.decode(wkb, band), part, values.get(band), source);
        }
      }
    }
    List<float[]> reduced = new ArrayList<>();
    for (int band = 0; band < values.size(); band++) {
      reduced.add(reductions.get(band).reduce(values.get(band), source, target, level));
    }
    return reduced;
  }

  private static PixelWindow window(Place p, int side) {
    return new PixelWindow(p.column() * side, p.row() * side, side, side);
  }

  private static void paste(float[] from, PixelWindow part, float[] to, PixelWindow whole) {
    for (int row = 0; row < part.height(); row++) {
      System.arraycopy(
          from,
          row * part.width(),
          to,
          (part.row() + row - whole.row()) * whole.width() + part.column() - whole.column(),
          part.width());
    }
  }

  private void line(ByteArrayOutputStream lines, Place p, Grid grid, List<float[]> bands) {
    byte[] wkb = RasterWkb.encode(grid, srid, window(p, SIDE).intersection(grid.window()), bands);
    byte[] hex = new byte[2 * wkb.length];
    RasterWkb.hex(wkb, hex, 0);
    lines.writeBytes((p.row() + "\t" + p.column() + "\t").getBytes(StandardCharsets.US_ASCII));
    lines.writeBytes(hex);
    lines.write('\n');
  }

  private void copy(String table, byte[] lines) throws SQLException {
    CopyIn copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("COPY %s (tile_row, tile_column, rast) FROM STDIN".formatted(table));
    try {
      copy.writeToCopy(lines, 0, lines.length);
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private void call(String function, int factor) throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement("SELECT hearth." + function + "(?, ?)")) {
      s.setLong(1, runKey);
      s.setInt(2, factor);
      s.execute();
    }
  }
}
