package hearth.conflate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.DataIssue;
import hearth.geo.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Buildings of layers that are no OSM files, read by the same reader. */
class OutlineLayerTest {
  @TempDir Path folder;

  private final List<DataIssue> issues = new ArrayList<>();

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'\"osm_id\": 12, \"osm_type\": \"way\"'; way/12",
        "'\"osm_id\": 12, \"osm_type\": \"relation\"'; relation/12",
        "'\"osm_id\": -12'; relation/12",
        "'\"osm_id\": \"12\"'; way/12",
        "'\"@id\": \"relation/12\", \"id\": 5'; relation/12",
        "'\"id\": \"way/12\"'; way/12",
        "'\"osm_way_id\": \"77\"'; way/77",
        "'\"name\": \"x\"'; feature/0",
        "'\"id\": \"3f-a\"'; feature/0",
      })
  void theElementIsTakenFromTheFieldsThatPeopleUse(String properties, String ref)
      throws IOException {
    OsmData data = read(feature(properties, square(85)));
    assertEquals(ref, data.buildings().get(0).element().ref());
    assertEquals(0, issues.size());
  }

  @Test
  void outlinesComeInLongitudeAndLatitudeWithTheirHull() throws IOException {
    OsmData data =
        read(feature("\"levels\": 2", square(85)) + "," + feature("\"levels\": 3", square(86)));
    assertEquals(2, data.buildings().size());
    assertEquals(85, data.buildings().get(0).outline().getEnvelopeInternal().getMinX());
    assertEquals(27, data.buildings().get(0).outline().getEnvelopeInternal().getMinY());
    assertEquals("2", data.buildings().get(0).element().tags().get("levels"));
    assertEquals(86.001, data.extent().getEnvelopeInternal().getMaxX(), 1e-9);
  }

  @Test
  void whatIsNoOutlineOrDoesNotStandIsReported() throws IOException {
    OsmData data =
        read(
            String.join(
                ",",
                feature("\"a\": 1", "{\"type\": \"Point\", \"coordinates\": [85, 27]}"),
                feature("\"a\": 1", "null"),
                feature("\"building\": \"ruins\"", square(85)),
                feature("\"building\": \"yes\"", square(85))));
    assertEquals(1, data.buildings().size());
    assertEquals(
        List.of("outline-not-polygon", "outline-not-polygon", "osm-not-standing"),
        issues.stream().map(DataIssue::code).toList());
    assertTrue(issues.get(2).where().endsWith("layer.geojson: feature 2"), issues.toString());
  }

  @Test
  void partsInformTheBuildingAroundThem() throws IOException {
    OsmData data =
        read(
            String.join(
                ",",
                feature("\"@id\": \"way/1\", \"building\": \"yes\"", square(85)),
                feature(
                    "\"@id\": \"way/2\", \"building:part\": \"yes\", \"building:levels\": 3",
                    square(85)),
                feature("\"@id\": \"way/3\", \"building:part\": \"yes\"", square(86))));
    assertEquals(
        List.of("way/1", "way/3"), data.buildings().stream().map(b -> b.element().ref()).toList());
    assertEquals("3", data.buildings().get(0).element().tags().get("parts:building:levels"));
    assertEquals(
        List.of("osm-part", "osm-part-alone"), issues.stream().map(DataIssue::code).toList());
  }

  @Test
  void aTableIsRefused() throws IOException {
    Path table = Files.writeString(folder.resolve("table.csv"), "id,name\n1,a\n");
    InputException e = assertThrows(InputException.class, () -> OsmReader.read(table, issues::add));
    assertTrue(e.getMessage().contains("table.csv"), e.getMessage());
  }

  private OsmData read(String features) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("layer.geojson"),
            "{\"type\": \"FeatureCollection\", \"features\": [" + features + "]}");
    return OsmReader.read(file, issues::add);
  }

  private static String feature(String properties, String geometry) {
    return "{\"type\": \"Feature\", \"properties\": {%s}, \"geometry\": %s}"
        .formatted(properties, geometry);
  }

  private static String square(int lon) {
    return ("{\"type\": \"Polygon\", \"coordinates\": [[[%1$d, 27], [%1$d.001, 27], [%1$d.001,"
            + " 27.001], [%1$d, 27.001], [%1$d, 27]]]}")
        .formatted(lon);
  }
}
