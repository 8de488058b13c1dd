package hearth.conflate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.conflate.OsmFixture.Format;
import hearth.geo.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that are refused, each with its name and what to do. */
class OsmBadInputTest {
  @TempDir Path folder;

  private static final OsmFixture MAP =
      new OsmFixture()
          .line(1, "building=yes", "0 0, 10 0, 10 10, 0 10, 0 0")
          .relation(2, "building=yes, type=multipolygon", "way 1 outer");

  @Test
  void aMissingFileIsNamed() {
    assertRefused(folder.resolve("nowhere.osm.pbf"), "nowhere.osm.pbf");
  }

  @Test
  void anEmptyFileIsNamed() throws IOException {
    assertRefused(file("empty.osm", new byte[0]), "empty.osm: the file is empty");
  }

  @Test
  void whatIsNoMapIsNamed() throws IOException {
    assertRefused(file("notes.osm.pbf", text("Dear diary,\n")), "notes.osm.pbf");
    assertRefused(file("page.osm", text("<html><body>Not found</body></html>")), "page.osm");
  }

  @ParameterizedTest
  @EnumSource
  void aFileCutOffAnywhereIsRefused(Format format) throws IOException {
    byte[] whole = Files.readAllBytes(MAP.write(format, folder));
    int least = new String(whole, 0, 60, StandardCharsets.ISO_8859_1).indexOf("<osm") + 5;
    for (int length = Math.max(least, 16); length < whole.length - 1; length += 5) {
      Path file = file("cut.osm", Arrays.copyOf(whole, length));
      if (isEndOfBlock(whole, length)) {
        continue;
      }
      InputException e =
          assertThrows(InputException.class, () -> OsmReader.read(file, issue -> {}));
      assertTrue(e.getMessage().contains("cut.osm"), e.getMessage());
      assertTrue(e.getMessage().contains("again"), e.getMessage());
    }
  }

  /** A PBF file that ends with a block cannot be told from a whole one. */
  private static boolean isEndOfBlock(byte[] whole, int length) {
    return whole[0] == 0 && (length == whole.length || startsBlock(whole, length));
  }

  private static boolean startsBlock(byte[] whole, int at) {
    return at + 13 < whole.length
        && whole[at] == 0
        && whole[at + 1] == 0
        && whole[at + 4] == 0x0A
        && new String(whole, at + 6, 3, StandardCharsets.ISO_8859_1).equals("OSM");
  }

  /**
   * Blocks are unpacked by all cores: of several that are damaged the first in the file is named.
   */
  @Test
  void theFirstDamagedBlockIsNamed() throws IOException {
    OsmFixture map = new OsmFixture();
    for (int id = 1; id <= 60; id++) {
      map.node(id, id, id % 7);
    }
    byte[] whole = Files.readAllBytes(map.write(Format.PBF_BLOCKS, folder));
    List<Integer> starts = new ArrayList<>();
    for (int at = 0; at < whole.length; at++) {
      if (startsBlock(whole, at)) {
        starts.add(at);
      }
    }
    for (int block : List.of(50, 45, 12)) {
      // The packed bytes end where the next block begins.
      Arrays.fill(whole, starts.get(block + 1) - 24, starts.get(block + 1), (byte) 0x55);
      assertRefused(file("hurt.osm.pbf", whole), "hurt.osm.pbf: damaged in block " + block);
    }
    byte[] cut = Arrays.copyOf(whole, starts.get(55) + 3);
    assertRefused(file("hurt.osm.pbf", cut), "hurt.osm.pbf: damaged in block 12");
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(60)
  void changedBytesNeverGiveAnythingButDataOrARefusal(Format format) throws IOException {
    byte[] whole = Files.readAllBytes(MAP.write(format, folder));
    Random random = new Random(8);
    int refused = 0;
    for (int run = 0; run < 400; run++) {
      byte[] changed = whole.clone();
      for (int k = 0; k <= run % 3; k++) {
        // What tells the format stays, so that its reader is asked.
        changed[20 + random.nextInt(whole.length - 20)] = (byte) random.nextInt(256);
      }
      try {
        OsmReader.read(file("changed.osm", changed), issue -> {});
      } catch (InputException e) {
        refused++;
        assertTrue(e.getMessage().contains("changed.osm"), e.getMessage());
      }
    }
    assertTrue(refused > 20, refused + " refused");
  }

  @Test
  void aDocumentTypeIsRefusedAndNoEntityRead() throws IOException {
    Path secret = file("secret.txt", text("hidden"));
    Path map =
        file(
            "hostile.osm",
            text(
                "<?xml version='1.0'?><!DOCTYPE osm [<!ENTITY x SYSTEM '"
                    + secret.toUri()
                    + "'>]><osm version='0.6'><way id='1'><tag k='building'"
                    + " v='&x;'/></way></osm>"));
    InputException e = assertThrows(InputException.class, () -> OsmReader.read(map, i -> {}));
    assertTrue(e.getMessage().contains("hostile.osm"), e.getMessage());
    assertFalse(e.getMessage().contains("hidden"), e.getMessage());
  }

  @Test
  @Timeout(20)
  void entitiesThatBlowUpAreRefused() throws IOException {
    StringBuilder xml = new StringBuilder("<!DOCTYPE osm [<!ENTITY a0 'building'>");
    for (int i = 1; i < 30; i++) {
      xml.append("<!ENTITY a%d '&a%d;&a%d;'>".formatted(i, i - 1, i - 1));
    }
    xml.append("]><osm version='0.6'><note>&a29;</note></osm>");
    assertRefused(file("laughs.osm", text(xml.toString())), "laughs.osm");
  }

  @ParameterizedTest
  @CsvSource({
    "<node id='1' lon='x' lat='2'/>, lon",
    "<node id='1' lon='1' lat='92'/>, lat",
    "<node id='1' lon='NaN' lat='2'/>, lon",
    "<node lon='1' lat='2'/>, id",
    "<way id='1.5'/>, id",
    "<way id='1'><nd/></way>, ref",
    "<relation id='1'><member type='area' ref='1' role=''/></relation>, type",
    "<bounds minlat='1'/>, minlon",
    "'<bound box=\"1,2,3\"/>', box",
  })
  void valuesThatCannotBeAreNamedWithTheirLine(String element, String attribute)
      throws IOException {
    Path map = file("values.osm", text("<osm version='0.6'>\n" + element + "\n</osm>"));
    assertRefused(map, "values.osm: line 2: " + attribute + "=");
  }

  @Test
  void elementsMarkedAsDeletedAreLeftOut() throws IOException {
    String xml =
        """
        <?xml version='1.0' encoding='UTF-8'?>
        <osm version='0.6' generator='JOSM'>
          <bound box='-1,-2,20,30' origin='x'/>
          <node id='-1' lon='0' lat='0'/>
          <node id='-2' lon='1' lat='0'/>
          <node id='-3' lon='1' lat='1'/>
          <way id='-1'>
            <nd ref='-1'/><nd ref='-2'/><nd ref='-3'/><nd ref='-1'/>
            <tag k='building' v='yes'/>
          </way>
          <way id='5' action='delete'>
            <nd ref='-1'/><nd ref='-2'/><nd ref='-3'/><nd ref='-1'/>
            <tag k='building' v='yes'/>
          </way>
          <way id='6' visible='false'/>
        </osm>
        """;
    OsmData data = OsmReader.read(file("josm.osm", text(xml)), issue -> {});
    assertEquals(1, data.buildings().size());
    assertEquals("way/-1", data.buildings().get(0).element().ref());
    assertEquals(30, data.extent().getEnvelopeInternal().getMaxX());
  }

  @Test
  void otherKindsOfOsmFilesAreRefusedWithAWayOut() throws IOException {
    assertRefused(file("diff.osc", text("<osmChange version='0.6'></osmChange>")), "apply-changes");
    assertRefused(
        new OsmFixture().requires("HistoricalInformation").write(Format.PBF, folder),
        "time-filter");
    assertRefused(
        new OsmFixture().requires("Teleportation").write(Format.PBF, folder), "Teleportation");
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(Files.readAllBytes(MAP.write(Format.XML, folder)));
    }
    assertRefused(file("map.osm.gz", packed.toByteArray()), "gunzip");
  }

  private static void assertRefused(Path file, String part) {
    List<Object> issues = new ArrayList<>();
    InputException e = assertThrows(InputException.class, () -> OsmReader.read(file, issues::add));
    assertTrue(e.getMessage().contains(part), e.getMessage());
    assertTrue(e.getMessage().contains("\n"), "says what to do: " + e.getMessage());
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
