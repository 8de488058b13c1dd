package hearth.pipeline;

import hearth.geo.Crs;
import hearth.geo.CrsTransform;
import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import hearth.pipeline.report.RunReport.DenseCell;
import hearth.population.DensityBand;
import hearth.population.DensityGrid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.locationtech.jts.geom.Coordinate;

/** The cells with the most persons per km². */
final class DensestCells {
  private static final int BLOCK = 256;

  private record Cell(int column, int row, float persons, float density) {}

  /** Densest first; of equal ones the first by row, then column. */
  private static final Comparator<Cell> ORDER =
      Comparator.comparing(Cell::density)
          .reversed()
          .thenComparing(Cell::row)
          .thenComparing(Cell::column);

  private DensestCells() {}

  static List<DenseCell> of(DensityGrid density, int n) {
    PriorityQueue<Cell> best = new PriorityQueue<>(ORDER.reversed());
    Grid grid = density.grid();
    for (int row = 0; row < grid.height(); row += BLOCK) {
      for (int column = 0; column < grid.width(); column += BLOCK) {
        PixelWindow window = new PixelWindow(column, row, BLOCK, BLOCK).intersection(grid.window());
        float[] persons = density.read(DensityBand.PERSONS, window);
        float[] perKm2 = density.read(DensityBand.PERSONS_PER_KM2, window);
        for (int i = 0; i < persons.length; i++) {
          if (perKm2[i] > 0) {
            best.add(
                new Cell(
                    column + i % window.width(), row + i / window.width(), persons[i], perKm2[i]));
            if (best.size() > n) {
              best.poll();
            }
          }
        }
      }
    }
    List<Cell> cells = new ArrayList<>(best);
    cells.sort(ORDER);
    CrsTransform toLonLat = grid.crs().to(Crs.WGS84);
    List<DenseCell> ranked = new ArrayList<>();
    for (Cell cell : cells) {
      Coordinate centre = grid.centre(cell.column(), cell.row());
      Coordinate lonLat = toLonLat.apply(centre.x, centre.y);
      ranked.add(
          new DenseCell(ranked.size() + 1, cell.persons(), cell.density(), lonLat.x, lonLat.y));
    }
    return ranked;
  }
}
