package hearth.conflate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.conflate.OsmFixture.Format;
import hearth.geo.DataIssue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

/** Reads maps that a test writes down. Positions are whole degrees. */
abstract class OsmReaderCase {
  static final String SQUARE = "0 0, 10 0, 10 10, 0 10, 0 0";

  @TempDir Path folder;

  final List<DataIssue> issues = new ArrayList<>();

  OsmData read(Format format, OsmFixture map) {
    return OsmReader.read(map.write(format, folder), issues::add);
  }

  /** Each as its reference and its outline as WKT. */
  static void assertBuildings(OsmData data, String... expected) {
    Map<String, String> wanted = new TreeMap<>();
    for (String line : expected) {
      int space = line.indexOf(' ');
      try {
        wanted.put(
            line.substring(0, space),
            new WKTReader().read(line.substring(space + 1)).norm().toText());
      } catch (ParseException e) {
        throw new IllegalArgumentException(line, e);
      }
    }
    Map<String, String> found = new TreeMap<>();
    for (OsmBuilding b : data.buildings()) {
      assertTrue(b.outline().isValid());
      String twice = found.put(b.element().ref(), b.outline().norm().toText());
      assertEquals(null, twice, b.element().ref() + " is there twice");
    }
    assertEquals(wanted, found);
  }

  void assertIssues(String... expected) {
    TreeSet<String> found = new TreeSet<>();
    for (DataIssue issue : issues) {
      assertTrue(issue.where().contains("map.dat: "), issue.where());
      found.add(issue.code() + " " + issue.where().replaceFirst(".*: ", ""));
    }
    assertEquals(new TreeSet<>(List.of(expected)), found);
  }
}
