package hearth.raster;

import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.Vector;
import org.gdal.gdal.Band;
import org.gdal.gdal.Dataset;
import org.gdal.gdal.Driver;
import org.gdal.gdal.gdal;
import org.gdal.gdalconst.gdalconstConstants;
import org.gdal.osr.SpatialReference;

/**
 * Writes rasters as cloud optimised GeoTIFF: float32, 512 px tiles, DEFLATE with the floating-point
 * predictor, one nodata value for all bands.
 *
 * <p>Overviews are made here, for GDAL's COG driver cannot sum: a tiled GeoTIFF with overviews of
 * ours is written first, and the driver told to keep them. The same values give the same bytes.
 */
public final class RasterWriter {
  /**
   * What cells without data hold in files. Not NaN: PostGIS and older GIS compare nodata by
   * equality. Exact in float32, and impossible for counts, densities and shares.
   */
  public static final float NODATA = -9999f;

  private static final int BLOCK = 512;

  private final Path file;
  private final Grid grid;
  private final List<RasterBand> bands;
  private final Map<String, String> tags;
  private final PendingFile pending;

  private RasterWriter(
      Path file, Grid grid, List<RasterBand> bands, Map<String, String> tags, PendingFile pending) {
    this.file = file;
    this.grid = grid;
    this.bands = bands;
    this.tags = new TreeMap<>(tags);
    this.pending = pending;
  }

  /**
   * Writes a file beside its place and moves it there when it is complete; an existing file is
   * replaced. Memory does not grow with the raster.
   *
   * @param file its place
   * @param grid north-up frame
   * @param bands at least one; values are asked for in windows of at most 512 by 512 cells, row by
   *     row, each window once and of all bands in turn
   * @param tags metadata of the file
   * @throws hearth.geo.InputException when the file cannot be written, and why
   */
  public static void writeCog(
      Path file, Grid grid, List<RasterBand> bands, Map<String, String> tags) {
    if (bands.isEmpty() || !grid.affine().isNorthUp()) {
      throw new IllegalArgumentException("a raster needs bands and a north-up grid");
    }
    Gdal.initialise();
    try (PendingFile pending = PendingFile.beside(file)) {
      new RasterWriter(file, grid, bands, tags, pending).write();
      pending.moveIntoPlace();
    }
  }

  private void write() {
    Path draft = pending.scratch("draft.tif");
    Dataset dataset = create(draft);
    try {
      fill(dataset);
      int[] factors = overviewFactors();
      if (factors.length > 0) {
        Gdal.clearError();
        // NONE: room for them, without values.
        check(dataset.BuildOverviews("NONE", factors));
        for (int b = 0; b < bands.size(); b++) {
          new OverviewBuilder(grid, bands.get(b).overview(), pending)
              .build(dataset.GetRasterBand(b + 1));
        }
      }
      copyAsCog(dataset);
    } finally {
      dataset.delete();
    }
    pending.discard(draft);
    verify();
  }

  private Dataset create(Path draft) {
    Driver driver = gdal.GetDriverByName("GTiff");
    Gdal.clearError();
    Dataset dataset =
        driver.Create(
            draft.toString(),
            grid.width(),
            grid.height(),
            bands.size(),
            gdalconstConstants.GDT_Float32,
            new Vector<>(
                List.of(
                    "TILED=YES",
                    "BLOCKXSIZE=" + BLOCK,
                    "BLOCKYSIZE=" + BLOCK,
                    "INTERLEAVE=BAND",
                    "BIGTIFF=IF_SAFER")));
    if (dataset == null) {
      throw pending.notWritten(Gdal.lastError());
    }
    check(dataset.SetGeoTransform(grid.affine().toGdal()));
    SpatialReference system = GdalCrs.toGdal(grid.crs());
    check(dataset.SetSpatialRef(system));
    system.delete();
    tags.forEach((name, value) -> check(dataset.SetMetadataItem(name, value)));
    for (int b = 0; b < bands.size(); b++) {
      Band band = dataset.GetRasterBand(b + 1);
      band.SetDescription(bands.get(b).name());
      check(band.SetNoDataValue(NODATA));
    }
    return dataset;
  }

  private void fill(Dataset dataset) {
    for (int row = 0; row < grid.height(); row += BLOCK) {
      for (int column = 0; column < grid.width(); column += BLOCK) {
        PixelWindow w = new PixelWindow(column, row, BLOCK, BLOCK).intersection(grid.window());
        for (int b = 0; b < bands.size(); b++) {
          float[] stored = stored(bands.get(b), w);
          OverviewBuilder.write(dataset.GetRasterBand(b + 1), w, stored, pending);
        }
      }
    }
  }

  private static float[] stored(RasterBand band, PixelWindow w) {
    float[] values = band.values().read(w);
    if (values.length != w.width() * w.height()) {
      throw new IllegalArgumentException(
          "%s, %s: given %d values".formatted(band.name(), w, values.length));
    }
    float[] stored = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      stored[i] = Float.isNaN(values[i]) ? NODATA : values[i];
    }
    return stored;
  }

  private int[] overviewFactors() {
    List<Integer> factors = new ArrayList<>();
    int factor = 2;
    // As GDAL's own tools: until a level fits into one tile.
    while (Math.max(grid.width(), grid.height()) > (long) BLOCK * factor / 2) {
      factors.add(factor);
      factor *= 2;
    }
    return factors.stream().mapToInt(Integer::intValue).toArray();
  }

  private void copyAsCog(Dataset draft) {
    Gdal.clearError();
    Dataset cog =
        gdal.GetDriverByName("COG")
            .CreateCopy(
                pending.path().toString(),
                draft,
                0,
                new Vector<>(
                    List.of(
                        "COMPRESS=DEFLATE",
                        "PREDICTOR=YES",
                        "BLOCKSIZE=" + BLOCK,
                        "OVERVIEWS=FORCE_USE_EXISTING",
                        "BIGTIFF=IF_SAFER",
                        // One thread: the order of tiles in the file is then always the same.
                        "NUM_THREADS=1")));
    if (cog == null) {
      throw pending.notWritten(Gdal.lastError());
    }
    cog.delete();
    // Deleting answers nothing; what fails while the last bytes are written is only said.
    if (Gdal.hasFailed()) {
      throw pending.notWritten(Gdal.lastError());
    }
  }

  /** Reads the end of each level back: a full disk does not always show when it is written to. */
  private void verify() {
    Dataset dataset = RasterFile.open(pending.path().toString());
    try {
      for (int b = 1; b <= bands.size(); b++) {
        RasterFile.checkComplete(dataset.GetRasterBand(b), file.toString(), b);
      }
      if (!"COG".equals(dataset.GetMetadataItem("LAYOUT", "IMAGE_STRUCTURE"))) {
        throw new IllegalStateException(file + " did not become a cloud optimised GeoTIFF");
      }
    } finally {
      dataset.delete();
    }
  }

  private void check(int code) {
    if (code != gdalconstConstants.CE_None) {
      throw pending.notWritten(Gdal.lastError());
    }
  }
}
