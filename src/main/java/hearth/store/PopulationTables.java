package hearth.store;

import hearth.geo.InputException;
import hearth.population.BuildingShare;
import hearth.population.CellShare;
import hearth.population.CensusUnit;
import hearth.population.UnitResult;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes the census of a run and how it was shared out, each table by one COPY. */
final class PopulationTables {
  private final Connection connection;
  private final long runKey;
  private final GeometryCodec geometries;

  PopulationTables(Connection connection, long runKey, GeometryCodec geometries) {
    this.connection = connection;
    this.runKey = runKey;
    this.geometries = geometries;
  }

  void census(RunResult.CensusInfo census) throws SQLException {
    try (BinaryCopy copy =
        new BinaryCopy(
            connection, "hearth.census", "run_key, source, field, year, groups, rules")) {
      copy.row().bigint(runKey).text(census.source()).text(census.field());
      if (census.year().isPresent()) {
        copy.integer(census.year().getAsInt());
      } else {
        copy.nothing();
      }
      copy.texts(census.groups()).jsonbOrNull(census.rules());
      copy.finish();
    }
  }

  void units(List<CensusUnit> units, List<UnitResult> results) throws SQLException {
    Map<String, UnitResult> byId = new HashMap<>();
    results.forEach(r -> byId.put(r.id(), r));
    try (BinaryCopy copy =
        new BinaryCopy(
            connection,
            "hearth.census_unit",
            "run_key, id, geom, census, allocated, rule, covered_share, cells, "
                + "buildings, groups, allocated_groups")) {
      for (CensusUnit u : units) {
        if (u.id().length() > RunStart.LONGEST_ID) {
          throw new InputException(
              "the id of a census unit has %d characters: %s…"
                  .formatted(u.id().length(), u.id().substring(0, 40)),
              "Choose an id column whose values have at most %d.".formatted(RunStart.LONGEST_ID));
        }
        UnitResult r = byId.get(u.id());
        if (r == null) {
          throw new IllegalArgumentException("no result for census unit " + u.id());
        }
        copy.row()
            .bigint(runKey)
            .text(u.id())
            .bytes(geometries.multiPolygon(u.area()))
            .number(u.persons())
            .number(r.allocated())
            .text(r.rule().code())
            .number(r.coveredShare())
            .integer(r.cells())
            .integer(r.buildings())
            .numbersOrNull(u.groups())
            .numbersOrNull(r.groups());
      }
      copy.finish();
    }
  }

  /**
   * @return persons by building id, over all units
   */
  Map<String, Double> allocation(Iterable<BuildingShare> shares) throws SQLException {
    Map<String, Double> persons = new HashMap<>();
    try (BinaryCopy copy =
        new BinaryCopy(
            connection, "hearth.allocation", "run_key, unit_id, building_id, persons, weight")) {
      for (BuildingShare s : shares) {
        persons.merge(s.buildingId(), s.persons(), Double::sum);
        copy.row()
            .bigint(runKey)
            .text(s.unitId())
            .text(s.buildingId())
            .number(s.persons())
            .number(s.weight());
      }
      copy.finish();
    }
    return persons;
  }

  void cellShares(Iterable<CellShare> shares) throws SQLException {
    try (BinaryCopy copy =
        new BinaryCopy(
            connection, "hearth.cell_share", "run_key, \"row\", col, unit_id, persons, groups")) {
      for (CellShare s : shares) {
        copy.row()
            .bigint(runKey)
            .integer(s.row())
            .integer(s.column())
            .text(s.unitId())
            .number(s.persons())
            .numbersOrNull(s.groups());
      }
      copy.finish();
    }
  }
}
