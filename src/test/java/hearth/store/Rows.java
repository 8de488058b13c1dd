package hearth.store;

import hearth.footprint.Building;
import hearth.footprint.Detection;
import hearth.footprint.Evidence;
import hearth.footprint.OsmElement;
import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import hearth.population.AllocationRule;
import hearth.population.BuildingShare;
import hearth.population.CellShare;
import hearth.population.CensusUnit;
import hearth.population.DensityBand;
import hearth.population.UnitResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;

/** A small run for tests: UTM zone 45 north, near Banepa. */
final class Rows {
  static final Crs CRS = Crs.epsg(32645);

  /** Upper left corner of everything, on a multiple of the cell. */
  static final double WEST = 353_010;

  static final double NORTH = 3_057_990;
  static final double CELL = 30;

  static final RunResult.CensusInfo CENSUS =
      new RunResult.CensusInfo("u.gpkg", "people", OptionalInt.of(2021), List.of(), "{}");

  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  private Rows() {}

  static RunStart start(String id) {
    return new RunStart(id, "name of " + id, "{\"name\": \"x\"}", "0.1.0", "{}", "[]", CRS);
  }

  /** A rectangle whose upper left corner lies east and south of the corner of everything. */
  static Polygon box(double east, double south, double width, double height) {
    double x = WEST + east;
    double y = NORTH - south;
    return GEOMETRIES.createPolygon(
        new Coordinate[] {
          new Coordinate(x, y),
          new Coordinate(x, y - height),
          new Coordinate(x + width, y - height),
          new Coordinate(x + width, y),
          new Coordinate(x, y)
        });
  }

  static TileRecord tile(int column, int row) {
    Polygon bounds = box(column * 100, row * 100, 100, 100);
    return TileRecord.done(column, row, 1, Map.of("read", 0.25, "encode", 1.5), bounds, bounds);
  }

  static Detection detection(int column, int row, double east, double south) {
    return new Detection(
        column,
        row,
        box(column * 100 + east, row * 100 + south, 10.123456789, 7.1),
        true,
        "building",
        "detector",
        new Evidence(0.75, 0.9, Double.NaN, 1 / 3.0));
  }

  static Building added(double east, double south, double size) {
    return Building.detected(
        box(east, south, size, size),
        new Evidence(0.5, 0.8, 0.9, Double.NaN, "red house"),
        List.of("0/0", "1/0"));
  }

  static Building osm(long id, Map<String, String> tags, double east, double south, double size) {
    OsmElement element = new OsmElement("way", id, tags);
    return Building.mapped(element, box(east, south, size, size)).withHeight(6.5).withUse(2, true);
  }

  /** A grid of cells with persons; {@code null} is nodata. Density is persons per 0.0009 km². */
  static RunResult.Population population(Double[][] persons) {
    int columns = persons[0].length;
    int rows = persons.length;
    Grid grid = new Grid(CRS, Affine.northUp(WEST, NORTH, CELL, CELL), columns, rows);
    List<CellShare> shares = new ArrayList<>();
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        Double p = persons[row][column];
        if (p != null && p > 0) {
          shares.add(new CellShare(column, row, "u", p));
          sum += p;
        }
      }
    }
    CensusUnit unit = new CensusUnit("u", box(0, 0, columns * CELL, rows * CELL), sum);
    UnitResult result =
        new UnitResult("u", sum, sum, AllocationRule.RESIDENTIAL, 1, shares.size(), 1);
    return new RunResult.Population(
        CENSUS,
        List.of(unit),
        List.of(result),
        List.of(new BuildingShare("u", added(10, 10, 8).id(), sum, 64)),
        shares,
        grid,
        (band, window) -> values(band, window, persons));
  }

  static float[] values(DensityBand band, PixelWindow window, Double[][] persons) {
    float[] values = new float[window.width() * window.height()];
    for (int i = 0; i < values.length; i++) {
      Double p = persons[window.row() + i / window.width()][window.column() + i % window.width()];
      values[i] =
          p == null
              ? Float.NaN
              : switch (band) {
                case PERSONS, LOW, MEDIAN, HIGH -> p.floatValue();
                case PERSONS_PER_KM2 -> (float) (p / 0.0009);
                case BUILDINGS -> 1;
                case BUILT_FRACTION -> 0.5f;
              };
    }
    return values;
  }
}
