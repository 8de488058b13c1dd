package hearth.population;

import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.Outline;
import hearth.zonal.CellCoverage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygonal;
import org.locationtech.jts.geom.prep.PreparedPolygon;
import org.locationtech.jts.index.strtree.STRtree;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

/**
 * Tells in which census units a building lies, and by which share of its area.
 *
 * <p>A coarse raster of labels answers for most buildings at once: a cell that lies wholly inside
 * one unit carries that unit. Only buildings in cells that a border passes through are compared
 * with the {@linkplain UnitBorder borders}, and only those at a bend of one are overlaid.
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
    void part(int unit, double share, Outline cut);
  }

  private static final int OUTSIDE = -1;
  private static final int BORDER = -2;
  private static final int CELLS_PER_UNIT = 4096;
  private static final int MIN_SIDE = 64;
  private static final int MAX_SIDE = 2048;

  /** Parts below this share of a building are the rounding of an outline that follows a border. */
  private static final double DUST = 1e-9;

  private final List<CensusUnit> units;
  private final PreparedPolygon[] prepared;
  private final UnitBorder[] borders;
  private final STRtree tree = new STRtree();
  private final int side;
  private final Envelope extent = new Envelope();

  /** Row by row: one array of millions would be a burden to the collector. */
  private final int[][] labels;

  UnitIndex(List<CensusUnit> units, Crs crs) {
    this.units = units;
    this.prepared = new PreparedPolygon[units.size()];
    this.borders = new UnitBorder[units.size()];
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
    this.labels = new int[side][side];
    for (int[] row : labels) {
      Arrays.fill(row, OUTSIDE);
    }
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
            boolean whole = fraction >= 1 && labels[row][column] == OUTSIDE;
            labels[row][column] = whole ? unit : BORDER;
          });
    }
  }

  /**
   * Visits the parts of a building in the order of the units.
   *
   * @return false when no unit has a part of it
   */
  boolean locate(Outline building, PartVisitor visitor) {
    int label = label(building);
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

  /** The label of all cells under a building's extent; {@link #BORDER} when they differ. */
  private int label(Outline b) {
    if (!(b.minX <= extent.getMaxX()
        && b.maxX >= extent.getMinX()
        && b.minY <= extent.getMaxY()
        && b.maxY >= extent.getMinY())) {
      return OUTSIDE;
    }
    if (b.minX < extent.getMinX()
        || b.maxX > extent.getMaxX()
        || b.minY < extent.getMinY()
        || b.maxY > extent.getMaxY()) {
      return BORDER;
    }
    int west = cell((b.minX - extent.getMinX()) / extent.getWidth());
    int east = cell((b.maxX - extent.getMinX()) / extent.getWidth());
    int north = cell((extent.getMaxY() - b.maxY) / extent.getHeight());
    int south = cell((extent.getMaxY() - b.minY) / extent.getHeight());
    int label = labels[north][west];
    for (int r = north; r <= south; r++) {
      for (int c = west; c <= east; c++) {
        if (labels[r][c] != label) {
          return BORDER;
        }
      }
    }
    return label;
  }

  private int cell(double share) {
    return Math.max(0, Math.min(side - 1, (int) (share * side)));
  }

  @SuppressWarnings("unchecked")
  private boolean compare(Outline building, PartVisitor visitor) {
    List<Integer> candidates = new ArrayList<>(tree.query(building.envelope()));
    Collections.sort(candidates);
    boolean found = false;
    for (int u : candidates) {
      Outline cut = building.isRing() ? border(u).cut(building) : UnitBorder.NOT_STRAIGHT;
      if (cut == UnitBorder.NOT_STRAIGHT) {
        cut = overlay(building, u);
      }
      if (cut == building) {
        visitor.part(u, 1, null);
        return true;
      }
      double share = cut == null ? 0 : cut.area() / building.area();
      if (share > DUST) {
        visitor.part(u, Math.min(1, share), cut);
        found = true;
      }
    }
    return found;
  }

  /** The part inside a unit: the building itself where that covers it, null for none. */
  private Outline overlay(Outline building, int u) {
    Geometry shape = building.geometry();
    if (prepared(u).covers(shape)) {
      return building;
    }
    return prepared(u).intersects(shape)
        ? Outline.of(OverlayNGRobust.overlay(shape, units.get(u).area(), OverlayNG.INTERSECTION))
        : null;
  }

  private UnitBorder border(int u) {
    if (borders[u] == null) {
      borders[u] = new UnitBorder(prepared(u));
    }
    return borders[u];
  }

  private PreparedPolygon prepared(int u) {
    if (prepared[u] == null) {
      prepared[u] = new PreparedPolygon((Polygonal) units.get(u).area());
    }
    return prepared[u];
  }
}
