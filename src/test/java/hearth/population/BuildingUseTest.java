package hearth.population;

import static hearth.population.Fixtures.box;
import static hearth.population.Fixtures.house;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.footprint.Building;
import hearth.footprint.Evidence;
import hearth.footprint.OsmElement;
import hearth.geo.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuildingUseTest {
  private static final BuildingUse USE = BuildingUse.standard();

  @ParameterizedTest
  @CsvSource({
    "building=yes, true",
    "building=house, true",
    "building=apartments, true",
    "building=hut, true",
    "building=garage, false",
    "building=greenhouse, false",
    "building=school, false",
    "building=temple, false",
    "building=industrial, false",
    "building=transformer_tower, false",
    "building=something_new, false",
    "building=yes;amenity=school, false",
    "building=yes;amenity=restaurant, true",
    "building=yes;shop=clothes, true",
    "building=yes;shop=supermarket, false",
    "building=yes;power=substation, false",
    "building=yes;name=Town Hall Inn, true",
    "building=apartments;amenity=kindergarten, true",
    "building:part=garage, false",
    "building:part=yes, true",
    "amenity=school, false"
  })
  void tellsHomesByTags(String tags, boolean residential) {
    assertEquals(residential, USE.classify(osm(tags)).residential());
  }

  @ParameterizedTest
  @CsvSource({
    "building=house;building:levels=2, 2",
    "building=house;building:levels=1.5, 1.5",
    "building=house;building:levels=2;height=30, 2",
    "building=house;building:levels=0;height=9, 3",
    "building=house;building:levels=two;height=9 m, 3",
    "building=house;building:levels=9999, 0",
    "building=house;parts:building:levels=4, 4",
    "building=house;parts:height=12, 4",
    "building=house;building:levels=two;height=9 m;parts:building:levels=4, 3",
    "building=house;height=2.5, 1",
    "building=house;height=10.4, 3",
    "building=house;height=30 ft, 3",
    "building=house;height=29'6\", 3",
    "building=house;height=tall, 0",
    "building=apartments, 0",
    "building=apartments;building:levels=8, 8",
    "building=yes, 0"
  })
  void tellsLevelsByTags(String tags, double levels) {
    assertEquals(levels, USE.classify(osm(tags)).levels());
  }

  @Test
  void measuredHeightCountsAfterTags() {
    assertEquals(4, USE.classify(house(0, 0, 5, 5).withHeight(12.4)).levels());
    assertEquals(4, USE.classify(osm("building=apartments").withHeight(12.4)).levels());
    assertEquals(2, USE.classify(osm("building:levels=2").withHeight(12.4)).levels());
  }

  @Test
  void detectionIsAHomeWhateverItWasComparedWith() {
    Building detection =
        Building.detected(box(0, 0, 5, 8), Evidence.NONE, List.of("0/0"))
            .withOsm(new OsmElement("way", 1, Map.of("building", "garage")), 0.1);
    Building classified = USE.classify(detection);
    assertTrue(classified.residential());
    assertEquals(0, classified.levels());
  }

  @ParameterizedTest
  @CsvSource({
    "building=yes, 5, false", // on the industrial estate
    "building=house, 5, true", // somebody said that it is a home
    "building=yes, 25, true", // the homes inside the estate
    "building=yes, 45, true", // on grass, which says nothing
    "building=yes, 65, true" // on no area at all
  })
  void landUseDecidesForUntaggedBuildings(String tags, double x, boolean residential) {
    LandUse landUse =
        new LandUse(
            List.of(
                new LandUse.Area(Map.of("landuse", "industrial"), box(0, 0, 40, 40)),
                new LandUse.Area(Map.of("landuse", "residential"), box(20, 0, 40, 20)),
                new LandUse.Area(Map.of("landuse", "grass"), box(40, 0, 60, 20))),
            BuildingClasses.standard());
    BuildingUse use = new BuildingUse(BuildingClasses.standard(), landUse, OptionalInt.empty());
    Building b = osm(tags, house(x, 5, x + 10, 15));
    assertEquals(residential, use.classify(b).residential());
  }

  @ParameterizedTest
  @CsvSource({
    "start_date=2010, true",
    "start_date=2011, true",
    "start_date=2012, false",
    "start_date=~2012, false",
    "start_date=2012-06-01, false",
    "start_date=1998..2013, true",
    "start_date=2011..2012, false",
    "start_date=C19, true",
    "construction_date=2020, false",
    "start_date=1990;construction_date=2020, true",
    "name=Number 2020, true"
  })
  void newerThanTheCensusHousesNobody(String tags, boolean residential) {
    BuildingUse use =
        new BuildingUse(BuildingClasses.standard(), LandUse.NONE, OptionalInt.of(2011));
    Building b = osm("building=house;" + tags);
    assertEquals(residential, use.classify(b).residential());
    assertTrue(USE.classify(b).residential(), "without a year of the census nothing is too new");
  }

  @Test
  void annexesAreSmallBesideTheHomesOfThePlace() {
    Building home = house(0, 0, 10, 12);
    Building annexe = house(20, 0, 25, 7);
    assertEquals(
        List.of(true, true, false),
        USE.classify(List.of(home, house(40, 0, 50, 12), annexe)).stream()
            .map(Building::residential)
            .toList());
    Building hut = house(40, 0, 45, 6);
    assertTrue(
        USE.classify(List.of(annexe, hut, house(60, 0, 65, 8))).stream()
            .allMatch(Building::residential),
        "where all are small, small ones are homes");
  }

  @Test
  void valuesOfBdTopoAreKnown() {
    assertTrue(USE.classify(osm("building=Résidentiel")).residential());
    assertFalse(USE.classify(osm("building=Annexe")).residential());
  }

  @Test
  void tableIsReplaceable(@TempDir Path folder) throws IOException {
    Path table = folder.resolve("own.yaml");
    Files.writeString(
        table,
        """
        metres-per-level: 4
        building:
          yes: {residential: false}
          garage: {residential: true, levels: 1}
        unlisted: {residential: true}
        not-residential-tags: {}
        """);
    BuildingUse own = new BuildingUse(BuildingClasses.load(table));
    assertFalse(own.classify(osm("building=yes")).residential());
    assertTrue(own.classify(osm("building=garage")).residential());
    assertTrue(own.classify(osm("building=school")).residential());
    assertEquals(2, own.classify(osm("building=yes;height=8")).levels());
  }

  @ParameterizedTest
  @CsvSource({"'building: {yes: {residential: true}}'", "'['", "'metres-per-level: many'"})
  void tableOfAnotherFormIsRefused(String text, @TempDir Path folder) throws IOException {
    Path table = folder.resolve("own.yaml");
    Files.writeString(table, text);
    InputException e = assertThrows(InputException.class, () -> BuildingClasses.load(table));
    assertTrue(
        e.getMessage().startsWith(table + ": not a table of building classes"), e::getMessage);
  }

  @Test
  void missingTableIsRefused(@TempDir Path folder) {
    assertThrows(InputException.class, () -> BuildingClasses.load(folder.resolve("none.yaml")));
  }

  private static Building osm(String tags) {
    return osm(tags, house(0, 0, 10, 10));
  }

  private static Building osm(String tags, Building building) {
    Map<String, String> map = new TreeMap<>();
    for (String tag : tags.split(";")) {
      map.put(tag.substring(0, tag.indexOf('=')), tag.substring(tag.indexOf('=') + 1));
    }
    return building.withOsm(new OsmElement("way", 1, map), Double.NaN);
  }
}
