package hearth.population;

import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import hearth.zonal.CellCoverage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;
import org.locationtech.jts.index.strtree.STRtree;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

/**
 * Tells in which census units a building lies, and by which share of its area.
 *
 * <p>A coarse raster of labels answers for most buildings at once: a cell that lies wholly inside
 * one unit carries that unit. Only buildings in cells that a border passes through are compared
 * with the units' outlines, and only those that a border cuts are overlaid.
 */
final class UnitIndex {
  /** Receives one part of a building. */
  @FunctionalInterface
  interface PartVisitor {
    /**
     * @param unit place of the unit in the list
     * @param share share of the building's area that lies in the unit, in (0, 1]
     * @param cut the part inside the unit; null when it is the whole building
     */
    void part(int unit, double share, Geometry cut);
  }

  private static final int OUTSIDE = -1;
  private static final int BORDER = -2;
  private static final int CELLS_PER_UNIT = 4096;
  private static final int MIN_SIDE = 64;
  private static final int MAX_SIDE = 2048;

  /** Parts below this share of a building are the rounding of an outline that follows a border. */
  private static final double DUST = 1e-9;

  private final List<CensusUnit> units;
  private final PreparedGeometry[] prepared;
  private final STRtree tree = new STRtree();
  private final int side;
  private final Envelope extent = new Envelope();
  private final int[] labels;

  UnitIndex(List<CensusUnit> units, Crs crs) {
    this.units = units;
    this.prepared = new PreparedGeometry[units.size()];
    for (int u = 0; u < units.size(); u++) {
      Envelope e = units.get(u).area().getEnvelopeInternal();
      tree.insert(e, u);
      extent.expandToInclude(e);
    }
    tree.build();
    this.side =
        (int)
            Math.max(
                MIN_SIDE, Math.min(MAX_SIDE, Math.sqrt((double) CELLS_PER_UNIT * units.size())));
    this.labels = new int[side * side];
    Arrays.fill(labels, OUTSIDE);
    if (extent.getArea() > 0) {
      paint(crs);
    }
  }

  private void paint(Crs crs) {
    Affine affine =
        Affine.northUp(
            extent.getMinX(),
            extent.getMaxY(),
            extent.getWidth() / side,
            extent.getHeight() / side);
    CellCoverage coverage = new CellCoverage(new Grid(crs, affine, side, side));
    for (int u = 0; u < units.size(); u++) {
      int unit = u;
      coverage.visit(
          units.get(u).area(),
          (column, row, fraction) -> {
            int i = row * side + column;
            boolean whole = fraction >= 1 && labels[i] == OUTSIDE;
            labels[i] = whole ? unit : BORDER;
          });
    }
  }

  /**
   * Visits the parts of a building in the order of the units.
   *
   * @return false when no unit has a part of it
   */
  boolean locate(Geometry building, PartVisitor visitor) {
    int label = label(building.getEnvelopeInternal());
    if (label == OUTSIDE) {
      return false;
    }
    if (label != BORDER) {
      visitor.part(label, 1, null);
      return true;
    }
    return compare(building, visitor);
  }

  /**
   * The unit nearest to a building, of equals the first.
   *
   * @param most farthest distance, in the units of the reference system
   * @return its place in the list; -1 where there is none within that distance
   */
  @SuppressWarnings("unchecked")
  int nearest(Geometry building, double most) {
    Envelope around = building.getEnvelopeInternal().copy();
    around.expandBy(most);
    List<Integer> candidates = new ArrayList<>(tree.query(around));
    Collections.sort(candidates);
    int nearest = -1;
    double least = most;
    for (int u : candidates) {
      double distance = units.get(u).area().distance(building);
      if (distance < least || distance == least && nearest < 0) {
        nearest = u;
        least = distance;
      }
    }
    return nearest;
  }

  /** The label of all cells under an extent; {@link #BORDER} when they differ. */
  private int label(Envelope e) {
    if (!extent.intersects(e)) {
      return OUTSIDE;
    }
    if (!extent.contains(e)) {
      return BORDER;
    }
    PixelWindow w = cells(e);
    int label = labels[w.row() * side + w.column()];
    for (int r = w.row(); r < w.endRow(); r++) {
      for (int c = w.column(); c < w.endColumn(); c++) {
        if (labels[r * side + c] != label) {
          return BORDER;
        }
      }
    }
    return label;
  }

  private PixelWindow cells(Envelope e) {
    int west = cell((e.getMinX() - extent.getMinX()) / extent.getWidth());
    int east = cell((e.getMaxX() - extent.getMinX()) / extent.getWidth());
    int north = cell((extent.getMaxY() - e.getMaxY()) / extent.getHeight());
    int south = cell((extent.getMaxY() - e.getMinY()) / extent.getHeight());
    return new PixelWindow(west, north, east - west + 1, south - north + 1);
  }

  private int cell(double share) {
    return Math.max(0, Math.min(side - 1, (int) (share * side)));
  }

  @SuppressWarnings("unchecked")
  private boolean compare(Geometry building, PartVisitor visitor) {
    List<Integer> candidates = new ArrayList<>(tree.query(building.getEnvelopeInternal()));
    Collections.sort(candidates);
    boolean found = false;
    for (int u : candidates) {
      PreparedGeometry unit = prepared(u);
      if (unit.covers(building)) {
        visitor.part(u, 1, null);
        return true;
      }
      if (unit.intersects(building)) {
        Geometry cut =
            OverlayNGRobust.overlay(building, units.get(u).area(), OverlayNG.INTERSECTION);
        double share = cut.getArea() / building.getArea();
        if (share > DUST) {
          visitor.part(u, Math.min(1, share), cut);
          found = true;
        }
      }
    }
    return found;
  }

  private PreparedGeometry prepared(int u) {
    if (prepared[u] == null) {
      prepared[u] = PreparedGeometryFactory.prepare(units.get(u).area());
    }
    return prepared[u];
  }
}
