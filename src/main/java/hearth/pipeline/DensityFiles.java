package hearth.pipeline;

import hearth.population.Allocation;
import hearth.population.DensityBand;
import hearth.population.DensityGrid;
import hearth.population.Method;
import hearth.population.SettledBy;
import hearth.raster.RasterBand;
import hearth.raster.RasterBand.Overview;
import hearth.raster.RasterWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The rasters of a run as files. */
public final class DensityFiles {
  private DensityFiles() {}

  /**
   * Writes into a folder: {@code population.tif} (persons; low, median and high of their interval),
   * {@code density.tif} (persons per km², buildings, built fraction); where the census has groups,
   * {@code groups.tif} with the persons of each; for {@link Method#SETTLEMENT} {@code
   * settlement.tif}.
   *
   * @param tags texts for the files' metadata
   * @return the names of the files
   */
  public static List<String> write(
      Path folder, Allocation allocation, Method method, Map<String, String> tags) {
    DensityGrid density = allocation.density();
    List<String> files = new ArrayList<>(List.of(OutputFiles.POPULATION, OutputFiles.DENSITY));
    RasterWriter.writeCog(
        folder.resolve(OutputFiles.POPULATION),
        density.grid(),
        List.of(
            band(density, DensityBand.PERSONS),
            band(density, DensityBand.LOW),
            band(density, DensityBand.MEDIAN),
            band(density, DensityBand.HIGH)),
        tags);
    RasterWriter.writeCog(
        folder.resolve(OutputFiles.DENSITY),
        density.grid(),
        List.of(
            band(density, DensityBand.PERSONS_PER_KM2),
            band(density, DensityBand.BUILDINGS),
            band(density, DensityBand.BUILT_FRACTION)),
        tags);
    if (!allocation.groups().isEmpty()) {
      writeGroups(folder.resolve(OutputFiles.GROUPS), allocation, tags);
      files.add(OutputFiles.GROUPS);
    }
    if (method == Method.SETTLEMENT) {
      writeSettlement(folder.resolve(OutputFiles.SETTLEMENT), density, tags);
      files.add(OutputFiles.SETTLEMENT);
    }
    return files;
  }

  private static void writeGroups(Path file, Allocation allocation, Map<String, String> tags) {
    List<RasterBand> bands = new ArrayList<>();
    for (int g = 0; g < allocation.groups().size(); g++) {
      int group = g;
      bands.add(
          new RasterBand(
              allocation.groups().get(g),
              Overview.SUM,
              window -> allocation.density().readGroup(group, window)));
    }
    RasterWriter.writeCog(file, allocation.density().grid(), bands, tags);
  }

  /**
   * Bands {@code settled}, {@code by_model}, {@code by_map}: 1 or 0; their overviews are shares.
   */
  private static void writeSettlement(Path file, DensityGrid density, Map<String, String> tags) {
    RasterWriter.writeCog(
        file,
        density.grid(),
        List.of(
            settled("settled", density, SettledBy.MODEL | SettledBy.MAP),
            settled("by_model", density, SettledBy.MODEL),
            settled("by_map", density, SettledBy.MAP)),
        tags);
  }

  private static RasterBand settled(String name, DensityGrid density, int by) {
    return new RasterBand(
        name,
        Overview.MEAN,
        window -> {
          float[] values = density.readSettled(window);
          for (int i = 0; i < values.length; i++) {
            if (!Float.isNaN(values[i])) {
              values[i] = ((int) values[i] & by) == 0 ? 0 : 1;
            }
          }
          return values;
        });
  }

  private static RasterBand band(DensityGrid density, DensityBand band) {
    return new RasterBand(band.code(), band.overview(), window -> density.read(band, window));
  }
}
