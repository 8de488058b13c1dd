package hearth.raster;

import hearth.geo.Grid;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes rasters as cloud optimised GeoTIFF. */
public final class RasterWriter {
  /**
   * What cells without data hold in files: exact in float32, and understood by QGIS and PostGIS.
   */
  public static final float NODATA = -9999f;

  private RasterWriter() {}

  /** Writes a file beside its place and moves it there; an existing file is replaced. */
  public static void writeCog(
      Path file, Grid grid, List<RasterBand> bands, Map<String, String> tags) {
    throw new UnsupportedOperationException();
  }
}
