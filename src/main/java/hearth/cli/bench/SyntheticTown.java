package hearth.cli.bench;

import hearth.footprint.Building;
import hearth.footprint.Buildings;
import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.population.Census;
import hearth.population.CensusUnit;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.CoordinateSequence;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.impl.PackedCoordinateSequenceFactory;

/**
 * Made-up houses and census units, the same for a seed: a thousand rectangles of 8 to 15 m a square
 * kilometre, turned at random, over units with crooked borders.
 */
final class SyntheticTown {
  static final Crs CRS = Crs.epsg(32645);
  static final double CELL = 30;

  private static final double WEST = 300_000;
  private static final double NORTH = 3_090_000;
  private static final double HOUSES_PER_KM2 = 1000;

  private final GeometryFactory geometries =
      new GeometryFactory(PackedCoordinateSequenceFactory.DOUBLE_FACTORY);
  private final int houses;
  private final int unitsAcross;
  private final double side;

  SyntheticTown(int houses, int units) {
    this.houses = houses;
    this.unitsAcross = (int) Math.max(1, Math.round(Math.sqrt(units)));
    this.side = Math.sqrt(houses / HOUSES_PER_KM2) * 1000;
  }

  Grid grid() {
    int cells = (int) Math.ceil(side / CELL);
    return new Grid(CRS, Affine.northUp(WEST, NORTH, CELL, CELL), cells, cells);
  }

  Polygon area() {
    return ring(WEST, NORTH, WEST + side, NORTH, WEST + side, NORTH - side, WEST, NORTH - side);
  }

  Buildings buildings() {
    Random random = new Random(7);
    int across = (int) Math.ceil(Math.sqrt(houses));
    double step = side / across;
    Buildings buildings = new Buildings();
    for (int i = 0; i < houses; i++) {
      double x = WEST + (i % across + 0.5) * step + (random.nextDouble() - 0.5) * step / 3;
      double y = NORTH - (i / across + 0.5) * step - (random.nextDouble() - 0.5) * step / 3;
      double w = 4 + 3.5 * random.nextDouble();
      double h = 4 + 3.5 * random.nextDouble();
      double turn = random.nextDouble() * Math.PI;
      double c = Math.cos(turn);
      double s = Math.sin(turn);
      buildings.add(
          Building.given(
              ring(
                  x - c * w + s * h,
                  y - s * w - c * h,
                  x + c * w + s * h,
                  y + s * w - c * h,
                  x + c * w - s * h,
                  y + s * w + c * h,
                  x - c * w - s * h,
                  y - s * w + c * h)));
    }
    return buildings;
  }

  Census census() {
    Random random = new Random(11);
    int n = unitsAcross + 1;
    Coordinate[] nodes = new Coordinate[n * n];
    double step = side / unitsAcross;
    for (int i = 0; i < nodes.length; i++) {
      int column = i % n;
      int row = i / n;
      boolean inside = column > 0 && column < n - 1 && row > 0 && row < n - 1;
      double dx = inside ? (random.nextDouble() - 0.5) * step / 2 : 0;
      double dy = inside ? (random.nextDouble() - 0.5) * step / 2 : 0;
      nodes[i] = new Coordinate(WEST + column * step + dx, NORTH - row * step - dy);
    }
    List<CensusUnit> units = new ArrayList<>();
    for (int row = 0; row < n - 1; row++) {
      for (int column = 0; column < n - 1; column++) {
        Coordinate a = nodes[row * n + column];
        Coordinate b = nodes[row * n + column + 1];
        Coordinate c = nodes[(row + 1) * n + column + 1];
        Coordinate d = nodes[(row + 1) * n + column];
        units.add(
            new CensusUnit(
                "unit-%05d".formatted(units.size()),
                ring(a.x, a.y, b.x, b.y, c.x, c.y, d.x, d.y),
                500 + random.nextInt(9000)));
      }
    }
    return new Census("made up", CRS, List.of(), units);
  }

  /** Corners of quadrilaterals for other programs: 8 doubles each, x and y in turn, big-endian. */
  static void write(Path file, Iterable<? extends Polygon> polygons) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      for (Polygon p : polygons) {
        CoordinateSequence ring = p.getExteriorRing().getCoordinateSequence();
        for (int i = 0; i < 4; i++) {
          out.writeDouble(ring.getX(i));
          out.writeDouble(ring.getY(i));
        }
      }
    }
  }

  /** A quadrilateral of four corners, given as x and y in turn. */
  private Polygon ring(double... corners) {
    double[] closed = java.util.Arrays.copyOf(corners, 10);
    closed[8] = corners[0];
    closed[9] = corners[1];
    return geometries.createPolygon(
        PackedCoordinateSequenceFactory.DOUBLE_FACTORY.create(closed, 2));
  }
}
