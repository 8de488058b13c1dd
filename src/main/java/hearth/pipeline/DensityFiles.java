package hearth.pipeline;

import hearth.population.DensityBand;
import hearth.population.DensityGrid;
import hearth.raster.RasterBand;
import hearth.raster.RasterWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The rasters of a run as files. */
public final class DensityFiles {
  private DensityFiles() {}

  /**
   * Writes {@code population.tif} (persons) and {@code density.tif} (persons per km², buildings,
   * built fraction) into a folder.
   *
   * @param tags texts for the files' metadata
   */
  public static void write(Path folder, DensityGrid density, Map<String, String> tags) {
    RasterWriter.writeCog(
        folder.resolve(OutputFiles.POPULATION),
        density.grid(),
        List.of(band(density, DensityBand.PERSONS)),
        tags);
    RasterWriter.writeCog(
        folder.resolve(OutputFiles.DENSITY),
        density.grid(),
        List.of(
            band(density, DensityBand.PERSONS_PER_KM2),
            band(density, DensityBand.BUILDINGS),
            band(density, DensityBand.BUILT_FRACTION)),
        tags);
  }

  private static RasterBand band(DensityGrid density, DensityBand band) {
    return new RasterBand(band.code(), band.overview(), window -> density.read(band, window));
  }
}
