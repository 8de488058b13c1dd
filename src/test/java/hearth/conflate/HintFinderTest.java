package hearth.conflate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.footprint.Building;
import hearth.footprint.Evidence;
import hearth.footprint.Hint;
import hearth.footprint.OsmElement;
import hearth.footprint.Status;
import hearth.geo.Crs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

class HintFinderTest {
  private static final Surroundings AROUND =
      new Surroundings(
          List.of(box(0, 0, 50, 50)),
          List.of(wkt("LINESTRING (100 -50, 100 150)")),
          List.of(box(200, 0, 40, 40)));

  @TempDir Path folder;

  @Test
  void eachHintHasItsCase() {
    assertEquals(List.of(Hint.WATER), hints(box(44, 10, 10, 10)), "60 % on water");
    assertEquals(List.of(), hints(box(46, 10, 10, 10)), "40 % on water");
    assertEquals(List.of(Hint.ROAD), hints(box(95, 10, 10, 10)));
    assertEquals(List.of(), hints(wkt("POLYGON ((99 10, 120 10, 120 30, 101 30, 99 10))")));
    assertEquals(List.of(Hint.ISOLATED), hints(box(400, 400, 3, 3)));
    assertEquals(List.of(), hints(box(400, 400, 4, 4)));
    assertEquals(List.of(Hint.ISOLATED, Hint.VEHICLE), hints(box(105, 10, 1.8, 4.5)), "a car");
    assertEquals(List.of(Hint.VEHICLE), hints(box(210, 10, 2.4, 12)), "a container in a yard");
    assertEquals(List.of(), hints(box(400, 400, 2.4, 12)), "as large, and nowhere near");
    assertEquals(List.of(Hint.SLIVER), hints(box(400, 400, 1.2, 20)));
    assertEquals(
        List.of(Hint.SLIVER), hints(wkt("POLYGON ((400 400, 420 400, 420 405, 400 400))")));
  }

  @Test
  void aNeighbourMakesATinyHouseAShed() {
    Building tiny = detection(box(400, 400, 3, 3));
    Building house = Building.mapped(new OsmElement("way", 1, Map.of()), box(440, 400, 10, 10));
    HintFinder finder = new HintFinder(EnumSet.allOf(Hint.class), AROUND);
    assertEquals(List.of(), finder.mark(List.of(tiny, house)).get(0).hints());
    Building rejected =
        detection(box(440, 400, 10, 10)).withStatus(Status.REJECTED, "height 0.1 m < 2.0 m");
    assertEquals(List.of(Hint.ISOLATED), finder.mark(List.of(tiny, rejected)).get(0).hints());
  }

  @Test
  void nothingIsDeletedMappedHousesAreNotDoubtedAndEachHintCanBeSwitchedOff() {
    List<Building> all =
        List.of(
            detection(box(10, 10, 10, 10)),
            Building.mapped(new OsmElement("way", 1, Map.of()), box(20, 20, 10, 10)),
            detection(box(95, 10, 10, 10)));
    for (Hint off : Hint.values()) {
      List<Building> marked =
          new HintFinder(EnumSet.complementOf(EnumSet.of(off)), AROUND).mark(all);
      assertEquals(3, marked.size());
      for (int i = 0; i < 3; i++) {
        assertEquals(all.get(i), marked.get(i).withHints(List.of()), "only the hints differ");
      }
      assertEquals(off == Hint.WATER ? List.of() : List.of(Hint.WATER), marked.get(0).hints());
      assertEquals(List.of(), marked.get(1).hints());
      assertEquals(off == Hint.ROAD ? List.of() : List.of(Hint.ROAD), marked.get(2).hints());
    }
    assertEquals(all, new HintFinder(Set.of(), AROUND).mark(all));
  }

  @Test
  void surroundingsAreReadFromTheOsmFile() throws IOException {
    Path file = folder.resolve("map.osm");
    StringBuilder xml = new StringBuilder("<osm version='0.6'>\n");
    double[][] nodes = {{85, 27}, {85.001, 27}, {85.001, 27.001}, {85, 27.001}};
    for (int i = 0; i < nodes.length; i++) {
      xml.append("<node id='%d' lon='%s' lat='%s'/>\n".formatted(i + 1, nodes[i][0], nodes[i][1]));
    }
    String ring = "<nd ref='1'/><nd ref='2'/><nd ref='3'/><nd ref='4'/><nd ref='1'/>";
    List<String> tags =
        List.of(
            "natural=water",
            "natural=wood",
            "amenity=parking",
            "highway=residential",
            "highway=footway",
            "highway=primary tunnel=yes");
    for (int i = 0; i < tags.size(); i++) {
      xml.append("<way id='%d'>%s".formatted(i + 1, ring));
      for (String tag : tags.get(i).split(" ")) {
        xml.append("<tag k='%s' v='%s'/>".formatted((Object[]) tag.split("=")));
      }
      xml.append("</way>\n");
    }
    Files.writeString(file, xml + "</osm>\n");
    List<Object> issues = new ArrayList<>();
    Surroundings around = Surroundings.read(file, Crs.WGS84.to(Crs.epsg(32645)), issues::add);
    assertEquals(1, around.water().size());
    assertEquals(1, around.yards().size());
    assertEquals(1, around.roads().size());
    assertEquals("LineString", around.roads().get(0).getGeometryType());
    assertEquals(List.of(), issues);
  }

  private static List<Hint> hints(Geometry outline) {
    return new HintFinder(EnumSet.allOf(Hint.class), AROUND)
        .mark(List.of(detection(outline)))
        .get(0)
        .hints();
  }

  private static Building detection(Geometry outline) {
    return Building.detected(outline, new Evidence(0.8, 0.9, 0.9, 0.7), List.of("0/0"));
  }

  private static Geometry box(double x, double y, double width, double height) {
    return new GeometryFactory().toGeometry(new Envelope(x, x + width, y, y + height));
  }

  private static Geometry wkt(String text) {
    try {
      return new WKTReader().read(text);
    } catch (ParseException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
