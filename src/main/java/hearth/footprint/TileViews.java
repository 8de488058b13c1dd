package hearth.footprint;

import hearth.geo.Crs;
import hearth.geo.CrsTransform;
import hearth.geo.PixelWindow;
import hearth.geo.TileLattice;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.locationtech.jts.geom.Polygon;

/** Where on the ground the tiles of a lattice looked, in the run's metric reference system. */
public interface TileViews {
  /** Core and halo of a tile: all that it could see. */
  Polygon block(int column, int row);

  /** What a tile owns; the cores of a lattice lie side by side. */
  Polygon core(int column, int row);

  /**
   * The views of a lattice. Corners are moved to the run's system, edges between them are straight:
   * over the few hundred metres of a tile the difference is millimetres.
   */
  static TileViews of(TileLattice lattice, Crs runCrs) {
    CrsTransform toRun = lattice.grid().crs().to(runCrs);
    Map<PixelWindow, Polygon> known = new ConcurrentHashMap<>();
    return new TileViews() {
      @Override
      public Polygon block(int column, int row) {
        return outline(lattice.tile(column, row).block());
      }

      @Override
      public Polygon core(int column, int row) {
        return outline(lattice.tile(column, row).core());
      }

      private Polygon outline(PixelWindow window) {
        return known.computeIfAbsent(window, w -> toRun.apply(lattice.grid().outline(w)));
      }
    };
  }
}
