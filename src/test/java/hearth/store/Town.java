package hearth.store;

import hearth.footprint.Building;
import hearth.geo.Affine;
import hearth.geo.Grid;
import hearth.population.AllocationRule;
import hearth.population.BuildingShare;
import hearth.population.CellShare;
import hearth.population.CensusUnit;
import hearth.population.UnitResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A run whose every figure can be checked by hand: 6 x 3 cells of 30 m, four units.
 *
 * <pre>
 *   west       | east     | far           persons by cell
 *   AAB BB     |    GG    |               20  10 |  0   0 |  3   3
 *         DDD  | DDD      |                0   6 |  8   0 |  3   3
 *   south: figure not known                –   – |  –   – |  –   –
 * </pre>
 *
 * House D lies on the border of west and east, garage G houses nobody, far has no building.
 */
final class Town {
  static final Building A = house(1, 10, 10, 10);
  static final Building B = house(2, 25, 10, 10);
  static final Building D = house(3, 55, 40, 10);
  static final Building G = Rows.osm(4, Map.of("building", "garage"), 70, 10, 8).withUse(1, false);

  static final Double[][] PERSONS = {
    {20.0, 10.0, 0.0, 0.0, 3.0, 3.0},
    {0.0, 6.0, 8.0, 0.0, 3.0, 3.0},
    {null, null, null, null, null, null},
  };

  private static final List<CensusUnit> UNITS =
      List.of(
          new CensusUnit("west", Rows.box(0, 0, 60, 60), 36),
          new CensusUnit("east", Rows.box(60, 0, 60, 60), 8),
          new CensusUnit("far", Rows.box(120, 0, 60, 60), 12),
          new CensusUnit("south", Rows.box(0, 60, 180, 30), Double.NaN));

  private Town() {}

  private static Building house(long id, double east, double south, double size) {
    return Rows.osm(id, Map.of("building", "house"), east, south, size);
  }

  /** The town as it is. */
  static RunResult asIs() {
    return with(10, 20);
  }

  /**
   * The town with other weights of the houses A and B, which share 30 persons.
   *
   * @param inA persons in A
   * @param inB persons in B
   */
  static RunResult with(double inA, double inB) {
    Double[][] persons = {PERSONS[0].clone(), PERSONS[1], PERSONS[2]};
    persons[0][0] = inA + inB / 2;
    persons[0][1] = inB / 2;
    List<CellShare> cells =
        new ArrayList<>(
            List.of(
                new CellShare(0, 0, "west", inA + inB / 2),
                new CellShare(1, 0, "west", inB / 2),
                new CellShare(1, 1, "west", 6),
                new CellShare(2, 1, "east", 8)));
    for (int row = 0; row < 2; row++) {
      for (int column = 4; column < 6; column++) {
        cells.add(new CellShare(column, row, "far", 3));
      }
    }
    return new RunResult(
        List.of(A, B, D, G, Rows.added(2, 70, 6)),
        Optional.of(
            new RunResult.Population(
                new RunResult.CensusInfo(
                    "u.gpkg",
                    "people",
                    OptionalInt.of(2021),
                    List.of(),
                    "{\"weight\": \"floor-area\"}"),
                UNITS,
                List.of(
                    new UnitResult("west", 36, 36, AllocationRule.RESIDENTIAL, 1, 3, 3),
                    new UnitResult("east", 8, 8, AllocationRule.RESIDENTIAL, 1, 1, 1),
                    new UnitResult("far", 12, 12, AllocationRule.UNIFORM, 1, 4, 0),
                    new UnitResult("south", Double.NaN, 0, AllocationRule.UNKNOWN, 1, 0, 0)),
                List.of(
                    new BuildingShare("west", A.id(), inA, 5 * inA),
                    new BuildingShare("west", B.id(), inB, 5 * inB),
                    new BuildingShare("west", D.id(), 6, 30),
                    new BuildingShare("east", D.id(), 8)),
                cells,
                new Grid(
                    Rows.CRS,
                    Affine.northUp(Rows.WEST, Rows.NORTH, Rows.CELL, Rows.CELL),
                    persons[0].length,
                    persons.length),
                (band, window) -> Rows.values(band, window, persons))));
  }
}
