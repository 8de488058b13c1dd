package hearth.pipeline.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobFileTest {
  @TempDir Path folder;

  private JobValues read(String yaml) throws IOException {
    return JobFile.read(Files.writeString(folder.resolve("job.yaml"), yaml));
  }

  private String refusal(String yaml) {
    return assertThrows(InputException.class, () -> read(yaml)).getMessage();
  }

  @Test
  void nestedKeysListsAndPathsRelativeToTheFile() throws IOException {
    JobValues values =
        read(
            """
            name: banepa
            imagery: [a.tif, /vsicurl/https://example.org/b.tif]
            bands: [3, 2, 1]
            surface: {dsm: dsm.tif, min-height: 2.5}
            census: {file: census.gpkg, population: pop_2021}
            """);
    assertEquals("banepa", values.required(JobKey.NAME));
    assertEquals(
        List.of(folder.resolve("a.tif").toString(), "/vsicurl/https://example.org/b.tif"),
        values.list(JobKey.IMAGERY));
    assertEquals(List.of("3", "2", "1"), values.list(JobKey.BANDS));
    assertEquals(2.5, values.number(JobKey.MIN_HEIGHT, 0).orElseThrow());
    assertEquals("pop_2021", values.required(JobKey.POPULATION));
  }

  @Test
  void whatIsNotGivenHasItsDefault() throws IOException {
    JobValues values = read("imagery: a.tif");
    assertEquals(List.of("detector", "osm"), values.list(JobKey.PROMPTS));
    assertEquals("30 m", values.required(JobKey.CELL));
    assertTrue(values.text(JobKey.OSM).isEmpty());
  }

  @Test
  void flagsGoOverTheFile() throws IOException {
    JobValues values = read("{name: file, imagery: a.tif}");
    JobValues flags = new JobValues();
    flags.set(JobKey.NAME, List.of("flag"), folder);
    values.override(flags);
    assertEquals("flag", values.required(JobKey.NAME));
    assertEquals(1, values.list(JobKey.IMAGERY).size());
  }

  @Test
  void aMisspeltKeyIsRefusedWithTheNearest() {
    String message = refusal("imagry: a.tif");
    assertTrue(message.contains("unknown key 'imagry'"), message);
    assertTrue(message.contains("Did you mean 'imagery'?"), message);
    assertTrue(refusal("census: {populaton: a}").contains("'census.population'"));
  }

  @Test
  void brokenYamlIsRefusedWithTheLine() {
    String message = refusal("name: a\nimagery: [a.tif\nosm: b\n");
    assertTrue(message.contains("job.yaml, line "), message);
  }

  @Test
  void anEmptyFileAListAndAMissingFileAreRefused() {
    assertTrue(refusal("").contains("not a job file"));
    assertTrue(refusal("- a\n- b\n").contains("not a job file"));
    String missing =
        assertThrows(InputException.class, () -> JobFile.read(folder.resolve("no.yaml")))
            .getMessage();
    assertTrue(missing.contains("no such file"), missing);
  }

  @Test
  void yamlTypesAreNotConstructed() {
    String message = refusal("name: !!javax.script.ScriptEngineManager [x]\n");
    assertTrue(message.contains("takes one value"), message);
  }

  @Test
  void numbersAndSwitchesAreChecked() throws IOException {
    JobValues values = read("{surface: {min-height: tall}, allocation: {residential-only: maybe}}");
    assertThrows(InputException.class, () -> values.number(JobKey.MIN_HEIGHT, 0));
    assertThrows(InputException.class, () -> values.flag(JobKey.RESIDENTIAL_ONLY));
    assertThrows(InputException.class, () -> read("workers: 1.5").integer(JobKey.WORKERS, 1));
    assertThrows(InputException.class, () -> read("workers: 0").integer(JobKey.WORKERS, 1));
  }
}
