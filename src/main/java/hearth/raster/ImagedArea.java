package hearth.raster;

import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.coverage.CoverageUnion;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;

/** What of a tile shows imagery, as a geometry. */
public final class ImagedArea {
  /** Side of a cell, on the working grid's own lattice, so that neighbouring tiles agree. */
  private static final int CELL = 8;

  private ImagedArea() {}

  /**
   * The part of a tile's core that shows imagery: cells of 8 by 8 px, cut at the core's edge, of
   * which at least half is valid.
   *
   * @param block what was read
   * @param core the part that the tile owns, in pixels of the working grid
   * @param blockWindow what was read, in pixels of the working grid
   * @return valid polygon or multipolygon in the grid's reference system; empty when there is
   *     nothing
   */
  public static Geometry of(ImageBlock block, PixelWindow core, PixelWindow blockWindow) {
    PixelWindow own = core.intersection(blockWindow);
    // The frame of the working grid, seen from the block.
    Grid frame = block.grid();
    List<Polygon> cells = new ArrayList<>();
    int possible = 0;
    for (int r = Math.floorDiv(own.row(), CELL) * CELL; r < own.endRow(); r += CELL) {
      for (int c = Math.floorDiv(own.column(), CELL) * CELL; c < own.endColumn(); c += CELL) {
        PixelWindow cell = new PixelWindow(c, r, CELL, CELL).intersection(own);
        PixelWindow inBlock =
            new PixelWindow(
                cell.column() - blockWindow.column(),
                cell.row() - blockWindow.row(),
                cell.width(),
                cell.height());
        possible++;
        if (2 * validPixels(block, inBlock) >= cell.width() * cell.height()) {
          cells.add(frame.outline(inBlock));
        }
      }
    }
    GeometryFactory factory = new GeometryFactory();
    if (cells.isEmpty()) {
      return factory.createPolygon();
    }
    if (cells.size() == possible) {
      return frame.outline(
          new PixelWindow(
              own.column() - blockWindow.column(),
              own.row() - blockWindow.row(),
              own.width(),
              own.height()));
    }
    return CoverageUnion.union(cells.toArray(Polygon[]::new));
  }

  private static int validPixels(ImageBlock block, PixelWindow window) {
    int count = 0;
    for (int r = window.row(); r < window.endRow(); r++) {
      for (int c = window.column(); c < window.endColumn(); c++) {
        count += block.valid()[r * block.width() + c];
      }
    }
    return count;
  }
}
