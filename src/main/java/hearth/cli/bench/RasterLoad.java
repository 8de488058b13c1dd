package hearth.cli.bench;

import hearth.cli.Main;
import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import hearth.population.DensityBand;
import hearth.population.DensityGrid;
import hearth.raster.RasterBand;
import hearth.raster.RasterWriter;
import hearth.store.Database;
import hearth.store.DatabaseUrl;
import hearth.store.PsqlCommand;
import hearth.store.RunAttempt;
import hearth.store.RunResult;
import hearth.store.RunStart;
import hearth.store.RunStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A density raster into PostGIS, by our COPY and by raster2pgsql, with constraints, index and the
 * same overviews. Its bands are computed before: raster2pgsql finds them in a file, too.
 */
final class RasterLoad {
  private static final String RUN = "bench-density";
  private static final String PEER_TABLE = "public.bench_density_peer";
  private static final int TILE = 256;

  private final Grid grid;
  private final Map<PixelWindow, Map<DensityBand, float[]>> tiles = new HashMap<>();

  RasterLoad(DensityGrid density) {
    this.grid = density.grid();
    for (int row = 0; row < grid.height(); row += TILE) {
      for (int column = 0; column < grid.width(); column += TILE) {
        PixelWindow tile = new PixelWindow(column, row, TILE, TILE).intersection(grid.window());
        Map<DensityBand, float[]> bands = new EnumMap<>(DensityBand.class);
        for (DensityBand band : DensityBand.values()) {
          bands.put(band, density.read(band, tile));
        }
        tiles.put(tile, bands);
      }
    }
  }

  /** Loads it as a run of its own; seconds on the wall. */
  double ours(Database database) {
    RunResult.Population population =
        new RunResult.Population(
            new RunResult.CensusInfo("made up", "persons", OptionalInt.empty(), List.of(), "{}"),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            grid,
            (band, tile) -> tiles.get(tile).get(band));
    RunStart start = new RunStart(RUN, RUN, "{}", Main.version(), "{}", "[]", SyntheticTown.CRS);
    try (RunAttempt run = new RunStore(database).begin(start)) {
      long began = System.nanoTime();
      run.finish(new RunResult(List.of(), Optional.of(population)));
      return (System.nanoTime() - began) / 1e9;
    }
  }

  static void delete(Database database) {
    new RunStore(database).delete(RUN);
  }

  /** Loads it by raster2pgsql and psql out of a file; seconds on the wall, without making that. */
  double theirs(DatabaseUrl url, Path folder) throws IOException, InterruptedException {
    Path file = folder.resolve("density.tif");
    List<RasterBand> bands = new ArrayList<>();
    for (DensityBand band : DensityBand.values()) {
      bands.add(new RasterBand(band.code(), band.overview(), window -> read(band, window)));
    }
    RasterWriter.writeCog(file, grid, bands, Map.of());
    StringBuilder overviews = new StringBuilder("-l 2");
    for (int factor = 4; grid.width() > factor / 2 * TILE; factor *= 2) {
      overviews.append(',').append(factor);
    }
    long began = System.nanoTime();
    shell(
        url,
        folder,
        "set -o pipefail; raster2pgsql -q -d -s 32645 -I -C -M %s -t 256x256 -N -9999 '%s' %s | psql -q -X -v ON_ERROR_STOP=1"
            .formatted(overviews, file, PEER_TABLE));
    return (System.nanoTime() - began) / 1e9;
  }

  /** Any window, out of the tiles. */
  private float[] read(DensityBand band, PixelWindow window) {
    float[] values = new float[window.width() * window.height()];
    tiles.forEach(
        (tile, bands) -> {
          PixelWindow part = tile.intersection(window);
          for (int row = part.row(); !part.isEmpty() && row < part.endRow(); row++) {
            System.arraycopy(
                bands.get(band),
                (row - tile.row()) * tile.width() + part.column() - tile.column(),
                values,
                (row - window.row()) * window.width() + part.column() - window.column(),
                part.width());
          }
        });
    return values;
  }

  /** Number of tiles of either, and of those that are the same bytes; the peer's then go. */
  static String sameTiles(DatabaseUrl url, Path folder) throws IOException, InterruptedException {
    String same =
        shell(
            url,
            folder,
            """
            psql -q -X -A -t -v ON_ERROR_STOP=1 -c "SET hearth.run = '%1$s'" -c "
              SELECT (SELECT count(*) FROM hearth.density WHERE run_key = hearth.current_run_key()),
                (SELECT count(*) FROM %2$s), count(*)
              FROM hearth.density d JOIN %2$s p ON ST_AsWKB(d.rast) = ST_AsWKB(p.rast)
              WHERE d.run_key = hearth.current_run_key()"
            """
                .formatted(RUN, PEER_TABLE));
    shell(
        url,
        folder,
        "psql -q -X -c 'DROP TABLE %1$s' && psql -q -X -A -t -c \"SELECT format('DROP TABLE public.%%I', relname) FROM pg_class WHERE relname ~ '^o_[0-9]+_bench_density_peer$'\" | psql -q -X"
            .formatted(PEER_TABLE));
    return same.strip();
  }

  private static String shell(DatabaseUrl url, Path folder, String script)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", script)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder
        .environment()
        .putAll(PsqlCommand.of(url, Optional.empty(), Optional.empty()).environment());
    if (builder.start().waitFor() != 0) {
      throw new IllegalStateException(script + " failed: " + Files.readString(output).strip());
    }
    return Files.readString(output);
  }
}
