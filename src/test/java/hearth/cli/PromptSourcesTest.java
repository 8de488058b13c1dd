package hearth.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.Crs;
import hearth.raster.Gdal;
import hearth.raster.vector.Feature;
import hearth.raster.vector.FieldType;
import hearth.raster.vector.GeometryType;
import hearth.raster.vector.VectorField;
import hearth.raster.vector.VectorLayer;
import hearth.raster.vector.VectorWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Point;

/** Points of a layer, grids of points, and several sources in one run. */
@Timeout(240)
class PromptSourcesTest {
  private static final Path SAMPLE = Path.of("data-samples/banepa");
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();
  private static final Crs UTM = Crs.epsg(32645);

  @TempDir Path folder;

  @BeforeAll
  static void initialise() {
    Gdal.initialise();
  }

  private static List<Feature> read(Path file) {
    try (VectorLayer layer = VectorLayer.open(file.toString(), null)) {
      return layer.readAll(issue -> {});
    }
  }

  /** Outlines of mapped houses in UTM, the last first. */
  private static List<Geometry> houses(int count) {
    List<Feature> outlines = read(SAMPLE.resolve("withheld.geojson"));
    List<Geometry> houses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      houses.add(Crs.WGS84.to(UTM).apply(outlines.get(outlines.size() - 1 - i).geometry()));
    }
    return houses;
  }

  /** A point in UTM; columns as they come, null for a column without a value. */
  private static Feature point(double x, double y, Object object, Object label, String note) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("OBJECT", object);
    attributes.put("label", label);
    attributes.put("note", note);
    return Feature.of(GEOMETRIES.createPoint(new Coordinate(x, y)), attributes);
  }

  private static Feature inside(Geometry house, Object object, Object label, String note) {
    Point p = house.getInteriorPoint();
    return point(p.getX(), p.getY(), object, label, note);
  }

  private Path layer(String name, List<Feature> points) {
    Path file = folder.resolve(name);
    try (VectorWriter writer = VectorWriter.create(file, issue -> {})) {
      writer.addLayer(
          "points",
          UTM,
          List.of(
              new VectorField("OBJECT", FieldType.STRING),
              new VectorField("label", FieldType.INTEGER),
              new VectorField("note", FieldType.STRING)),
          GeometryType.POINT,
          points.iterator());
      writer.commit();
    }
    return file;
  }

  private Outcome segment(Path out, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of("segment", "--quiet", "--imagery", SAMPLE.resolve("imagery.tif").toString()));
    args.addAll(List.of("--out", out.toString()));
    args.addAll(Arrays.asList(more));
    return Outcome.of(args.toArray(String[]::new));
  }

  @Test
  void pointsAreGroupedIntoObjectsThatAreOneBuildingEach() {
    List<Geometry> houses = houses(3);
    Geometry first = houses.get(0);
    List<Feature> points = new ArrayList<>();
    points.add(inside(houses.get(1), null, 1L, "alone"));
    // Beside the first house: belongs to object A, whose first point on the house comes later.
    points.add(
        point(
            first.getEnvelopeInternal().getMaxX() + 3,
            first.getEnvelopeInternal().getMaxY() + 3,
            "A",
            0L,
            "beside"));
    points.add(inside(first, "A", 1L, "on the first"));
    points.add(
        point(first.getCentroid().getX() + 1, first.getCentroid().getY(), "A", 1L, "on it again"));
    points.add(inside(houses.get(2), null, 1L, "another"));
    points.add(point(first.getCentroid().getX(), 0, "B", 1L, "far away"));
    points.add(inside(first, "C", 0L, "beside nothing"));

    Path out = folder.resolve("out.gpkg");
    Path file = layer("points.gpkg", points);
    Outcome outcome = segment(out, "--prompts", "points", "--points", file.toString());
    assertEquals(0, outcome.status(), outcome.err());
    List<Feature> found = read(out);
    assertEquals(
        List.of("alone", "on the first", "another"),
        found.stream().map(f -> f.attributes().get("note")).toList());
    for (int i = 0; i < found.size(); i++) {
      Geometry house = houses.get(List.of(1, 0, 2).get(i));
      Geometry outline = Crs.WGS84.to(UTM).apply(found.get(i).geometry());
      assertTrue(outline.distance(house) == 0, "building " + i + " meets its house");
      assertNotNull(found.get(i).attributes().get("predicted_iou"));
      assertNotNull(found.get(i).attributes().get("stability"));
    }
    assertTrue(outcome.out().contains("point-outside-imagery: 1"), outcome.out());
    assertTrue(outcome.out().contains("point-without-object: 1"), outcome.out());
  }

  @Test
  void pointsThatSayNothingAreRefused() {
    Path out = folder.resolve("out.gpkg");
    Geometry house = houses(1).get(0);
    Path label = layer("label.gpkg", List.of(inside(house, null, 2L, "")));
    segment(out, "--prompts", "points", "--points", label.toString())
        .assertRefused("label.gpkg, feature 1: label is '2'", "1 for a point on the object");
    Path away = layer("away.gpkg", List.of(point(0, 0, null, 1L, "")));
    segment(out, "--prompts", "points", "--points", away.toString())
        .assertRefused("away.gpkg", "none of its features is a point");
    segment(out, "--points", away.toString()).assertRefused("'points' is given", "[points]");
    segment(out, "--prompts", "points").assertRefused("--points is missing");
    segment(out, "--prompts", "clicks").assertRefused("clicks");
  }

  @Test
  void whatAnEarlierSourceGaveIsNotAskedAgain() throws IOException {
    List<Geometry> houses = houses(4);
    Path boxes = folder.resolve("boxes.geojson");
    try (VectorWriter writer = VectorWriter.create(boxes, issue -> {})) {
      writer.addLayer(
          "boxes",
          UTM,
          List.of(),
          GeometryType.POLYGON,
          houses.stream().map(h -> Feature.of(h.getEnvelope(), Map.of())).iterator());
      writer.commit();
    }
    List<List<Feature>> found = new ArrayList<>();
    for (int mapped : new int[] {1, 4}) {
      Path osm = osm("mapped" + mapped + ".osm", houses.subList(0, mapped));
      Path out = folder.resolve("mapped" + mapped + ".gpkg");
      Outcome outcome =
          segment(
              out, "--prompts", "boxes,osm", "--boxes", boxes.toString(), "--osm", osm.toString());
      assertEquals(0, outcome.status(), outcome.err());
      found.add(read(out));
    }
    assertEquals(4, found.get(0).size());
    assertEquals(found.get(0), found.get(1));
  }

  /** OSM XML with a way for each outline. */
  private Path osm(String name, List<Geometry> houses) throws IOException {
    StringBuilder nodes = new StringBuilder();
    StringBuilder ways = new StringBuilder();
    int node = 0;
    for (int way = 0; way < houses.size(); way++) {
      Coordinate[] ring = UTM.to(Crs.WGS84).apply(houses.get(way)).getCoordinates();
      int first = node + 1;
      ways.append("<way id=\"%d\">".formatted(way + 1));
      for (int i = 0; i < ring.length - 1; i++) {
        node++;
        nodes.append(
            "<node id=\"%d\" lat=\"%s\" lon=\"%s\"/>".formatted(node, ring[i].y, ring[i].x));
        ways.append("<nd ref=\"%d\"/>".formatted(node));
      }
      ways.append("<nd ref=\"%d\"/><tag k=\"building\" v=\"yes\"/></way>".formatted(first));
    }
    return Files.writeString(
        folder.resolve(name), "<osm version=\"0.6\">" + nodes + ways + "</osm>");
  }

  @Test
  void aGridOfPointsFindsWhatIsThere() {
    String image = SampleCrop.imagery(folder);
    Path out = folder.resolve("everything.gpkg");
    Outcome outcome =
        Outcome.of(
            "segment",
            "--quiet",
            "--imagery",
            image,
            "--out",
            out.toString(),
            "--prompts",
            "grid",
            "--points-per-side",
            "32",
            "--predicted-iou-threshold",
            "0.3",
            "--stability-threshold",
            "0.3");
    assertEquals(0, outcome.status(), outcome.err());
    List<Feature> found = read(out);
    assertTrue(found.size() > 1, found.size() + " objects");
    for (Feature object : found) {
      assertTrue(((Number) object.attributes().get("predicted_iou")).doubleValue() > 0.3);
      assertTrue(((Number) object.attributes().get("stability")).doubleValue() >= 0.3);
    }
  }
}
