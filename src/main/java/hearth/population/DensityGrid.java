package hearth.population;

import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import hearth.zonal.CellAreas;
import hearth.zonal.CellCentres;
import java.util.Arrays;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.index.strtree.STRtree;

/**
 * Persons, density, buildings and built fraction by cell, read window by window.
 *
 * <p>A cell in which a unit has put persons, or in which a building lies, has that number. Of the
 * others the centre decides. Buildings and built fraction: 0 where the centre was looked at, else
 * nodata. Persons and density: 0 where the centre was looked at and lies in a unit whose figure was
 * shared out; nodata where it was not looked at, or lies in a unit without a figure or in no unit.
 * How the interval comes about stands in {@link PersonsInterval}.
 *
 * <p>Persons are summed in doubles and given as floats. All are positive and each is off by at most
 * 2⁻²⁴ of itself, so that the floats of a raster sum to the allocated persons within 6e-8.
 *
 * <p>Holds buffers: for one thread at a time.
 */
public final class DensityGrid {
  private static final double SQUARE_METRES_PER_KM2 = 1e6;

  private final Grid grid;
  private final DensityBlocks blocks;
  private final Geometry lookedAt;
  private final STRtree allocatedUnits = new STRtree();
  private final CellCentres centres;
  private final CellAreas areas;
  private final double level;

  /** The window marked last: whether the centre of a cell was looked at, and has a figure. */
  private PixelWindow markedWindow;

  private boolean[] looked;
  private boolean[] counted;

  /** Values of one cell of a block. */
  private interface CellValue {
    double at(DensityBlocks.Block block, int i, int column, int row);
  }

  /**
   * @param blocks what lies in the cells
   * @param lookedAt in the grid's reference system
   * @param allocatedUnits areas of the units whose figure was shared out, in the same system
   * @param level probability with which the interval of a cell is to hold its persons
   */
  DensityGrid(
      Grid grid,
      DensityBlocks blocks,
      Geometry lookedAt,
      List<Geometry> allocatedUnits,
      double level) {
    this.level = level;
    this.grid = grid;
    this.blocks = blocks;
    this.lookedAt = lookedAt;
    allocatedUnits.forEach(u -> this.allocatedUnits.insert(u.getEnvelopeInternal(), u));
    this.allocatedUnits.build();
    this.centres = new CellCentres(grid);
    this.areas = new CellAreas(grid);
  }

  public Grid grid() {
    return grid;
  }

  /**
   * The values of a window, row by row; NaN is nodata, 0 is "looked at, and nobody". What lies
   * outside the grid is NaN.
   */
  public float[] read(DensityBand band, PixelWindow window) {
    return read(window, band.isOfPeople(), value(band));
  }

  /** Persons of a group of the census, as {@link #read}; groups as in {@link Allocation#groups}. */
  public float[] readGroup(int group, PixelWindow window) {
    return read(window, true, (block, i, column, row) -> block.groups()[group][i]);
  }

  /**
   * Whether and by whom a cell is settled, for {@link Method#SETTLEMENT}: 0 not, else the sum of
   * {@link SettledBy#MODEL} and {@link SettledBy#MAP}; NaN where nobody looked.
   */
  public float[] readSettled(PixelWindow window) {
    return read(
        window,
        false,
        (block, i, column, row) -> block.settled()[i] == 0 ? Double.NaN : block.settled()[i]);
  }

  private CellValue value(DensityBand band) {
    double tail = (1 - level) / 2;
    return switch (band) {
      case PERSONS -> (block, i, column, row) -> block.persons()[i];
      case PERSONS_PER_KM2 -> (block, i, column, row) -> perKm2(block.persons()[i], column, row);
      case BUILDINGS ->
          (block, i, column, row) -> positive(block.buildings()[i], block.buildings()[i]);
      case BUILT_FRACTION ->
          (block, i, column, row) -> positive(Math.min(1, block.built()[i]), block.buildings()[i]);
      case LOW -> (block, i, column, row) -> quantile(block, i, tail);
      case MEDIAN -> (block, i, column, row) -> quantile(block, i, 0.5);
      case HIGH -> (block, i, column, row) -> quantile(block, i, 1 - tail);
    };
  }

  private static double quantile(DensityBlocks.Block block, int i, double probability) {
    return PersonsInterval.quantile(
        probability,
        block.persons()[i],
        block.variance()[i],
        Math.exp(block.nobody()[i]),
        block.most()[i]);
  }

  private float[] read(PixelWindow window, boolean ofPeople, CellValue value) {
    float[] out = new float[Math.multiplyExact(window.width(), window.height())];
    Arrays.fill(out, Float.NaN);
    PixelWindow inside = window.intersection(grid.window());
    if (inside.isEmpty()) {
      return out;
    }
    fillZeros(ofPeople, inside, window, out);
    int lastBlockRow = (inside.endRow() - 1) / DensityBlocks.SIDE;
    int lastBlockColumn = (inside.endColumn() - 1) / DensityBlocks.SIDE;
    for (int br = inside.row() / DensityBlocks.SIDE; br <= lastBlockRow; br++) {
      for (int bc = inside.column() / DensityBlocks.SIDE; bc <= lastBlockColumn; bc++) {
        DensityBlocks.Block block = blocks.at(bc, br);
        if (block != null) {
          int side = DensityBlocks.SIDE;
          PixelWindow part = inside.intersection(new PixelWindow(bc * side, br * side, side, side));
          copy(value, block, part, window, out);
        }
      }
    }
    return out;
  }

  private void fillZeros(boolean ofPeople, PixelWindow inside, PixelWindow window, float[] out) {
    // The bands of a window are read one after the other.
    if (!window.equals(markedWindow)) {
      looked = new boolean[out.length];
      mark(lookedAt, inside, window, looked);
      counted = new boolean[out.length];
      for (Object unit : allocatedUnits.query(extent(inside))) {
        mark((Geometry) unit, inside, window, counted);
      }
      markedWindow = window;
    }
    for (int i = 0; i < out.length; i++) {
      if (looked[i] && (counted[i] || !ofPeople)) {
        out[i] = 0;
      }
    }
  }

  private void mark(Geometry area, PixelWindow inside, PixelWindow window, boolean[] mask) {
    centres.visit(
        area,
        inside,
        (row, from, to) -> {
          int start = (row - window.row()) * window.width() - window.column();
          Arrays.fill(mask, start + from, start + to, true);
        });
  }

  private static void copy(
      CellValue values,
      DensityBlocks.Block block,
      PixelWindow part,
      PixelWindow window,
      float[] out) {
    for (int r = part.row(); r < part.endRow(); r++) {
      for (int c = part.column(); c < part.endColumn(); c++) {
        double value = values.at(block, DensityBlocks.index(c, r), c, r);
        if (!Double.isNaN(value)) {
          out[(r - window.row()) * window.width() + c - window.column()] = (float) value;
        }
      }
    }
  }

  private double perKm2(double persons, int column, int row) {
    return Double.isNaN(persons)
        ? Double.NaN
        : persons / areas.squareMetres(column, row) * SQUARE_METRES_PER_KM2;
  }

  private static double positive(double value, float buildings) {
    return buildings > 0 ? value : Double.NaN;
  }

  private Envelope extent(PixelWindow w) {
    Envelope extent = new Envelope();
    for (Coordinate corner : grid.outline(w).getCoordinates()) {
      extent.expandToInclude(corner);
    }
    return extent;
  }
}
