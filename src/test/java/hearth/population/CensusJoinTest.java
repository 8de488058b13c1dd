package hearth.population;

import static hearth.population.Fixtures.UTM;
import static hearth.population.Fixtures.box;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.DataIssue;
import hearth.geo.InputException;
import hearth.raster.vector.Feature;
import hearth.raster.vector.FieldType;
import hearth.raster.vector.GeometryType;
import hearth.raster.vector.VectorField;
import hearth.raster.vector.VectorWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Geometry;

/** Figures out of a table, groups, several levels of a census, slivers between units. */
class CensusJoinTest {
  @TempDir Path folder;
  private final List<DataIssue> issues = new ArrayList<>();

  @Test
  void figuresOfATableAreJoinedByTheIdWithItsLeadingZeros() throws IOException {
    Path units = wards(null, null);
    Census census =
        read(joined(units, "code,people,women\n01,120,61\n02,80,\n").withGroups(List.of("women")));
    assertEquals(List.of(120.0, 80.0), census.units().stream().map(CensusUnit::persons).toList());
    assertEquals(List.of("women"), census.groups());
    assertEquals(61, census.units().get(0).groups().get(0));
    assertTrue(census.units().get(1).groups().get(0).isNaN(), "missing is not zero");
    assertEquals(List.of(), issues);
  }

  @Test
  void mismatchesAreToldBothWays() throws IOException {
    Census census = read(joined(wards(null, null), "code;people\n01;120\n77;9\n"));
    assertEquals(120, census.persons());
    assertTrue(Double.isNaN(census.units().get(1).persons()));
    assertEquals(
        List.of(
            "census-unit-without-row@unit 02", "census-row-without-unit@" + table() + ", code 77"),
        codes());
    assertEquals("no unit has this id: its 9 persons are not placed", issues.get(1).detail());
  }

  @Test
  void tablesThatCannotBeJoinedAreRefused() throws IOException {
    Path units = wards(null, null);
    assertRefused(
        joined(units, "code,people\n1,120\n2,80\n"),
        "no 'code' is the id of a unit; keys are 1, 2, ids are 01, 02",
        "leading zeros");
    assertRefused(
        joined(units, "code,people\n01,120\n01,80\n"),
        "1 keys are not unique in 'code': 01",
        "one row");
    assertRefused(
        joined(units, "code,people\n01,120\n,80\n"), "1 rows have no 'code': row 2", "every row");
    assertRefused(
        joined(units, "code,people\n01,about 100\n02,-4\n"),
        "2 units whose 'people' is negative, infinite or no number: 01: 'about 100', 02: -4",
        "Correct them");
    assertRefused(joined(units, "cod,people\n01,1\n"), "no field 'code'", "Did you mean 'cod'?");
    assertRefused(
        CensusOptions.of(units.toString(), "people", "code")
            .joinedTo(new CensusOptions.Table(folder + "/none.csv", "code")),
        "none.csv: no such file",
        "Check the path");
  }

  @Test
  void badFiguresOfGroupsNameUnitAndColumn() throws IOException {
    assertRefused(
        joined(wards(null, null), "code,people,women\n01,120,x\n02,1,1\n")
            .withGroups(List.of("women")),
        "01 (women): 'x'",
        "Correct them");
  }

  @Test
  void whatIsLeftOfALargerUnitGoesToItsPartsWithoutAFigure() {
    Path wards =
        layer(
            "wards",
            row("a", 100L, box(0, 0, 100, 100)),
            row("b", null, box(100, 0, 200, 100)),
            row("c", null, box(0, 100, 100, 200)),
            row("z", null, box(900, 0, 999, 100)));
    Path towns = layer("towns", row("T", 450L, box(0, 0, 200, 200)));
    Census census =
        read(CensusOptions.of(wards.toString(), "people", "code").within(List.of(of(towns))));
    // b, c and the quarter that no ward covers are one unit of 350; z lies in no town.
    assertEquals(
        List.of("T (rest)", "a", "z"), census.units().stream().map(CensusUnit::id).toList());
    assertEquals(350, census.units().get(0).persons());
    assertEquals(30_000, census.units().get(0).area().getArea(), 30);
    assertEquals(450, census.persons());
    assertTrue(codes().contains("census-remainder@unit T (rest)"), codes().toString());
  }

  @Test
  void aSinglePartKeepsItsId() {
    Path wards =
        layer("wards", row("a", 100L, box(0, 0, 100, 100)), row("b", null, box(100, 0, 200, 100)));
    Path towns = layer("towns", row("T", 450L, box(0, 0, 200, 100)));
    Census census =
        read(CensusOptions.of(wards.toString(), "people", "code").within(List.of(of(towns))));
    assertEquals(List.of("a", "b"), census.units().stream().map(CensusUnit::id).toList());
    assertEquals(350, census.units().get(1).persons());
  }

  @Test
  void threeLevelsAndALargerUnitWithoutParts() {
    Path wards = layer("wards", row("a", 10L, box(0, 0, 100, 100)));
    Path towns =
        layer("towns", row("S", null, box(100, 0, 200, 100)), row("T", 50L, box(0, 0, 100, 100)));
    Path districts = layer("districts", row("D", 500L, box(0, 0, 300, 100)));
    Census census =
        read(
            CensusOptions.of(wards.toString(), "people", "code")
                .within(List.of(of(towns), of(districts))));
    // Town T disagrees with its only ward, which rules; D gives the rest of its ground what is
    // left.
    assertEquals(List.of("D (rest)", "a"), census.units().stream().map(CensusUnit::id).toList());
    assertEquals(490, census.units().get(0).persons());
    assertTrue(codes().contains("census-levels-disagree@unit T"), codes().toString());
  }

  @Test
  void partsThatHaveMoreThanTheWholeAreTaken() {
    Path wards =
        layer("wards", row("a", 100L, box(0, 0, 100, 100)), row("b", null, box(100, 0, 200, 100)));
    Path towns = layer("towns", row("T", 90L, box(0, 0, 200, 100)));
    Census census =
        read(CensusOptions.of(wards.toString(), "people", "code").within(List.of(of(towns))));
    assertTrue(Double.isNaN(census.units().get(1).persons()), "unknown, not zero and not negative");
    assertTrue(codes().contains("census-levels-disagree@unit T"), codes().toString());
  }

  @Test
  void sliversBetweenUnitsAreToldByTheUnitsAround() {
    Path ring =
        layer(
            "ring",
            row("west", 1L, box(0, 0, 100, 100)),
            row("east", 1L, box(103, 0, 200, 100)),
            row("north", 1L, box(0, 100, 200, 150)),
            row("south", 1L, box(0, -50, 200, 0)));
    read(of(ring));
    assertEquals(List.of("census-gap@units east, north, south, west"), codes());
    assertTrue(
        issues.get(0).detail().startsWith("a sliver of 300.0 m², 2.9 m wide"),
        issues.get(0)::detail);
  }

  private static CensusOptions of(Path file) {
    return CensusOptions.of(file.toString(), "people", "code");
  }

  private Path wards(Long first, Long second) {
    return layer(
        "wards", row("01", first, box(0, 0, 100, 100)), row("02", second, box(100, 0, 200, 100)));
  }

  private String table() {
    return folder.resolve("figures.csv").toString();
  }

  private CensusOptions joined(Path units, String csv) throws IOException {
    Files.writeString(Path.of(table()), csv);
    return of(units).joinedTo(new CensusOptions.Table(table(), "code"));
  }

  private Census read(CensusOptions options) {
    return CensusReader.read(options, UTM, issues::add);
  }

  private List<String> codes() {
    return issues.stream().map(i -> i.code() + "@" + i.where()).toList();
  }

  private void assertRefused(CensusOptions options, String what, String remedy) {
    InputException e = assertThrows(InputException.class, () -> read(options));
    assertTrue(e.getMessage().contains(what), e::getMessage);
    assertTrue(e.getMessage().contains(remedy), e::getMessage);
  }

  private static Feature row(String code, Long people, Geometry area) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("code", code);
    if (people != null) {
      attributes.put("people", people);
    }
    return Feature.of(area, attributes);
  }

  private Path layer(String name, Feature... rows) {
    Path file = folder.resolve(name + ".gpkg");
    try (VectorWriter writer = VectorWriter.create(file, issues::add)) {
      writer.addLayer(
          name,
          UTM,
          List.of(
              new VectorField("code", FieldType.STRING),
              new VectorField("people", FieldType.INTEGER)),
          GeometryType.POLYGON,
          List.of(rows).iterator());
      writer.commit();
    }
    return file;
  }
}
