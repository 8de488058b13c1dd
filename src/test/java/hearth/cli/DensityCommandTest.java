package hearth.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Footprints and columns of one's own to rasters, and rasters side by side. */
@Timeout(60)
class DensityCommandTest {
  @TempDir Path folder;

  private String geoJson(String name, String... features) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(
        file, "{\"type\":\"FeatureCollection\",\"features\":[" + String.join(",", features) + "]}");
    return file.toString();
  }

  /** A box on the equator, from a longitude in 1e-4 degrees (11 m) on. */
  private static String box(int west, int width, String properties) {
    double w = 9 + west * 1e-4;
    double e = w + width * 1e-4;
    return """
        {"type":"Feature","properties":{%s},"geometry":{"type":"Polygon","coordinates":        [[[%s,0.0001],[%s,0.0001],[%s,0.0003],[%s,0.0003],[%s,0.0001]]]}}"""
        .formatted(properties, w, e, e, w, w);
  }

  private Outcome density(String buildings, String census, String out, String... more) {
    String[] args = {
      "density",
      "--buildings",
      buildings,
      "--census",
      census,
      "--population-field",
      "people",
      "--cell",
      "10 m",
      "--out",
      folder.resolve(out).toString()
    };
    String[] all = java.util.Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return Outcome.of(all);
  }

  @Test
  void columnsAreReadAsTagsAndRastersComparedSideBySide() throws IOException {
    String buildings =
        geoJson(
            "buildings.geojson",
            box(1, 2, "\"USAGE1\":\"Résidentiel\",\"NB_ETAGES\":3"),
            box(5, 2, "\"USAGE1\":\"Résidentiel\",\"NB_ETAGES\":1"),
            box(9, 2, "\"USAGE1\":\"Annexe\",\"NB_ETAGES\":9"));
    String census = geoJson("census.geojson", box(0, 12, "\"people\":40"));
    String truth =
        geoJson(
            "truth.geojson",
            box(0, 4, "\"people\":30"),
            box(4, 4, "\"people\":10"),
            box(8, 4, "\"people\":0"));
    Outcome mapped =
        density(buildings, census, "a", "--levels-field", "NB_ETAGES", "--class-field", "USAGE1");
    assertEquals(0, mapped.status(), mapped::toString);
    assertEquals(0, density(buildings, census, "b", "--weight", "count").status());

    Path json = folder.resolve("figures.json");
    String other = folder.resolve("b/population.tif").toString();
    Outcome compared =
        Outcome.of(
            "evaluate",
            "--population",
            folder.resolve("a/population.tif").toString(),
            "--truth",
            truth,
            "--population-field",
            "people",
            "--against",
            other,
            "--json",
            json.toString());
    assertEquals(0, compared.status(), compared::toString);
    JsonNode figures = new JsonMapper().readTree(json.toFile());
    double own = figures.path("rtae").asDouble();
    double against = figures.path("against").path(other).path("rtae").asDouble();
    assertTrue(own < 0.15, "only what cells on a border smear: " + own);
    assertTrue(against > 0.5, "a third to each: " + against);
  }

  @Test
  void aColumnThatIsNotThereIsRefused() throws IOException {
    String buildings = geoJson("buildings.geojson", box(1, 2, "\"floors\":3"));
    String census = geoJson("census.geojson", box(0, 12, "\"people\":40"));
    Outcome outcome = density(buildings, census, "a", "--levels-field", "floor");
    assertEquals(2, outcome.status());
    assertTrue(outcome.toString().contains("no field 'floor'"), outcome::toString);
  }
}
