package hearth.conflate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hearth.geo.DataIssue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Polygon;

/** Real extracts, where they lie beside the checkout. */
class OsmRealDataTest {
  private static final Path DATA = Path.of("../shared/data");

  private final List<DataIssue> issues = new ArrayList<>();

  @Test
  void everyBuildingOfCentralHelsinkiIsAccountedFor() {
    Path file = DATA.resolve("helsinki-finland/Helsinki.osm.pbf");
    assumeTrue(Files.exists(file));
    Set<String> ways = ConcurrentHashMap.newKeySet();
    Set<String> relations = ConcurrentHashMap.newKeySet();
    PbfFile pbf = new PbfFile(file);
    pbf.visit(
        OsmKind.WAY,
        () ->
            new OsmSource.Visitor() {
              @Override
              public void way(OsmSource.Way way) throws IOException {
                if (way.tags().containsKey("building")) {
                  ways.add("way/" + way.id());
                }
              }
            },
        visitor -> {});
    pbf.visit(
        OsmKind.RELATION,
        () ->
            new OsmSource.Visitor() {
              @Override
              public void relation(OsmSource.Relation relation) {
                if (relation.tags().containsKey("building")) {
                  relations.add("relation/" + relation.id());
                }
              }
            },
        visitor -> {});
    assertEquals(433, ways.size());
    assertEquals(67, relations.size());

    OsmData data = OsmReader.read(file, issues::add);
    Set<String> read = new HashSet<>();
    long courtyards = 0;
    for (OsmBuilding b : data.buildings()) {
      read.add(b.element().ref());
      assertTrue(b.outline().isValid() && b.outline().getArea() > 0, b.element().ref());
      for (int i = 0; i < b.outline().getNumGeometries(); i++) {
        courtyards += ((Polygon) b.outline().getGeometryN(i)).getNumInteriorRing();
      }
    }
    Set<String> reported = new HashSet<>();
    issues.stream()
        .filter(issue -> issue.detail().endsWith(": left out"))
        .forEach(issue -> reported.add(issue.where().replaceFirst(".*: ", "")));
    Set<String> lost = new TreeSet<>(ways);
    lost.addAll(relations);
    lost.removeAll(read);
    lost.removeAll(reported);
    assertEquals(Set.of(), lost);
    assertTrue(read.stream().noneMatch(reported::contains), "read and left out at once");
    assertTrue(read.stream().filter(relations::contains).count() >= 63, "OGR reads 63");
    assertTrue(courtyards > 60, courtyards + " courtyards");
    assertEquals(128, issues.stream().filter(i -> i.code().equals("osm-part")).count());
    assertEquals(2, issues.stream().filter(i -> i.code().equals("osm-part-alone")).count());
  }

  @Test
  void xmlAndPbfOfBanepaGiveTheSame() {
    Path xml = DATA.resolve("banepa-nepal/osm.osm");
    Path pbf = DATA.resolve("banepa-nepal/osm.osm.pbf");
    assumeTrue(Files.exists(xml) && Files.exists(pbf));
    OsmData fromXml = OsmReader.read(xml, issues::add);
    OsmData fromPbf = OsmReader.read(pbf, issues::add);
    assertEquals(967, fromXml.buildings().size());
    assertEquals(fromXml.buildings(), fromPbf.buildings());
    assertEquals(List.of(), issues);
    assertFalse(fromXml.extent().isEmpty());
    assertTrue(fromXml.extent().equalsExact(fromPbf.extent(), 1e-9));
  }
}
