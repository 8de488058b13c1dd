package hearth.pipeline.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportJsonTest {
  @Test
  void keysThatProgramsReadAreThere(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("report.json");
    ReportJson.write(file, Reports.full("banepa"));
    JsonNode json = new ObjectMapper().readTree(file.toFile());

    assertEquals("banepa-1f2e3d4c", json.get("run").asText());
    assertEquals("incomplete", json.get("state").asText());
    assertEquals(8, json.at("/tiles/done").asInt());
    assertEquals(1, json.at("/tiles/failed").asInt());
    assertEquals(81, json.at("/buildings/osm-only").asInt());
    assertEquals("BNP-2", json.at("/units/1/id").asText());
    assertEquals(1050, json.at("/units/1/census").asDouble());
    assertEquals(1050, json.at("/units/1/cells").asDouble());
    assertEquals("residential-buildings", json.at("/units/1/rule").asText());
    assertEquals(71.2, json.at("/seconds/tiles").asDouble());
    assertEquals("out/density.tif", json.at("/files/2").asText());
    assertTrue(json.get("warnings").isArray());
  }

  @Test
  void whatIsNotKnownIsNull() throws Exception {
    String text = ReportJson.text(Reports.full("banepa"));
    JsonNode unknown = new ObjectMapper().readTree(text).at("/units/3");
    assertTrue(unknown.get("census").isNull());
    assertTrue(unknown.get("cells").isNull());
    assertFalse(text.contains("NaN"));
    assertTrue(
        new ObjectMapper()
            .readTree(ReportJson.text(Reports.empty()))
            .at("/effort/peak_memory_bytes")
            .isNull());
  }

  @Test
  void keysComeInTheOrderOfTheRecordAndMapsInTheOrderGiven() throws Exception {
    JsonNode json = new ObjectMapper().readTree(ReportJson.text(Reports.full("banepa")));
    assertEquals(
        List.of(
            "run",
            "name",
            "state",
            "version",
            "area",
            "inputs",
            "models",
            "tiles",
            "buildings",
            "sources",
            "evidence",
            "units",
            "densest",
            "seconds",
            "effort",
            "issues",
            "warnings",
            "files",
            "credits",
            "notes"),
        names(json));
    assertEquals(List.of("read", "tiles", "seams", "write"), names(json.get("seconds")));
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void anExistingFileIsReplaced(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("report.json");
    Files.writeString(file, "x".repeat(100_000));
    ReportJson.write(file, Reports.empty());
    assertEquals(ReportJson.text(Reports.empty()), Files.readString(file));
  }
}
