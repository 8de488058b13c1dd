package hearth.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hearth.geo.Affine;
import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import hearth.raster.FloatBlocks;
import hearth.raster.RasterBand;
import hearth.raster.RasterWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RasterWkbTest {
  private static final Path RASTER2PGSQL = Path.of("/usr/bin/raster2pgsql");
  private static final Grid GRID =
      new Grid(Rows.CRS, Affine.northUp(353_010, 3_057_990, 30, 30), 300, 270);

  @Test
  void whatIsEncodedComesBack() {
    float[] a = {1, Float.NaN, 3.5f, 0};
    float[] b = {Float.NaN, Float.NaN, Float.NaN, Float.NaN};
    byte[] tile = RasterWkb.encode(GRID, 32645, new PixelWindow(256, 0, 2, 2), List.of(a, b));

    assertArrayEquals(a, RasterWkb.decode(tile, 0));
    assertArrayEquals(b, RasterWkb.decode(tile, 1));
  }

  /** Band 1 has values everywhere, band 2 none in one tile, and one tile has none at all. */
  @Test
  @Timeout(60)
  void tilesAreThoseOfRaster2pgsql(@TempDir Path folder) throws Exception {
    assumeTrue(Files.isExecutable(RASTER2PGSQL));
    List<float[]> bands = List.of(values(1), values(2));
    Path file = folder.resolve("r.tif");
    List<RasterBand> written = new ArrayList<>();
    for (float[] band : bands) {
      written.add(new RasterBand("b", RasterBand.Overview.SUM, FloatBlocks.of(band, GRID.width())));
    }
    RasterWriter.writeCog(file, GRID, written, Map.of());

    List<String> ours = new ArrayList<>();
    for (int row = 0; row < 2; row++) {
      for (int column = 0; column < 2; column++) {
        PixelWindow w =
            new PixelWindow(column * 256, row * 256, 256, 256).intersection(GRID.window());
        List<float[]> parts =
            bands.stream().map(b -> FloatBlocks.of(b, GRID.width()).read(w)).toList();
        if (!parts.stream().allMatch(RasterWkb::isEmpty)) {
          byte[] wkb = RasterWkb.encode(GRID, 32645, w, parts);
          byte[] hex = new byte[2 * wkb.length];
          RasterWkb.hex(wkb, hex, 0);
          ours.add(new String(hex, StandardCharsets.US_ASCII));
        }
      }
    }

    assertEquals(3, ours.size());
    assertEquals(raster2pgsql(file), ours);
  }

  private static List<String> raster2pgsql(Path file) throws Exception {
    Path out = file.resolveSibling("out.sql");
    Process p =
        new ProcessBuilder(
                RASTER2PGSQL.toString(), "-s", "32645", "-t", "256x256", "-Y", file.toString(), "t")
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertEquals(0, p.waitFor());
    return Files.readAllLines(out).stream().filter(l -> l.matches("[0-9A-F]{100,}")).toList();
  }

  private static float[] values(int band) {
    Random random = new Random(band);
    float[] values = new float[GRID.width() * GRID.height()];
    for (int i = 0; i < values.length; i++) {
      int column = i % GRID.width();
      int row = i / GRID.width();
      boolean empty =
          column >= 256 && row >= 256 || band == 2 && column >= 256 || random.nextInt(5) == 0;
      values[i] = empty ? Float.NaN : random.nextFloat() * 100;
    }
    return values;
  }
}
