package hearth.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

/** Boxes of a layer as prompts: one building each, in the file's order, attributes kept. */
@Timeout(240)
class GivenBoxesTest {
  private static final Path SAMPLE = Path.of("data-samples/banepa");
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

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

  /** Boxes around mapped houses, the last first; in another reference system than the imagery's. */
  private static List<Feature> houses(Crs crs, int count) {
    List<Feature> outlines = read(SAMPLE.resolve("withheld.geojson"));
    List<Feature> boxes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Geometry outline = Crs.WGS84.to(crs).apply(outlines.get(outlines.size() - 1 - i).geometry());
      boxes.add(box(outline.getEnvelopeInternal(), "house " + i, i));
    }
    return boxes;
  }

  private static Feature box(Envelope box, String note, long id) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("note", note);
    attributes.put("ID", id);
    return Feature.of(GEOMETRIES.toGeometry(box), attributes);
  }

  private Path layer(String name, Crs crs, List<Feature> boxes) {
    Path file = folder.resolve(name);
    try (VectorWriter writer = VectorWriter.create(file, issue -> {})) {
      writer.addLayer(
          "boxes",
          crs,
          List.of(
              new VectorField("note", FieldType.STRING), new VectorField("ID", FieldType.INTEGER)),
          GeometryType.POLYGON,
          boxes.iterator());
      writer.commit();
    }
    return file;
  }

  private Outcome segment(Path boxes, Path out, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of("segment", "--quiet", "--imagery", SAMPLE.resolve("imagery.tif").toString()));
    args.addAll(List.of("--boxes", boxes.toString(), "--out", out.toString()));
    args.addAll(Arrays.asList(more));
    return Outcome.of(args.toArray(String[]::new));
  }

  @Test
  void eachBoxIsOneBuildingInTheFilesOrderWithItsAttributes() {
    Crs utm = Crs.epsg(32645);
    List<Feature> boxes = houses(utm, 12);
    // A twin is asked about, and answered, like any other.
    boxes.add(box(boxes.get(0).geometry().getEnvelopeInternal(), "twin", 77));
    Path out = folder.resolve("out.gpkg");
    Outcome outcome = segment(layer("boxes.gpkg", utm, boxes), out, "--prompts", "boxes");
    assertEquals(0, outcome.status(), outcome.err());

    List<Feature> found = read(out);
    assertEquals(boxes.size(), found.size());
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < boxes.size(); i++) {
      Feature building = found.get(i);
      assertEquals(boxes.get(i).attributes().get("note"), building.attributes().get("note"));
      assertEquals(boxes.get(i).attributes().get("ID"), building.attributes().get("ID"));
      assertNotNull(building.attributes().get("predicted_iou"));
      ids.add((String) building.attributes().get("hearth_id"));
      Geometry box = boxes.get(i).geometry();
      Geometry outline = Crs.WGS84.to(utm).apply(building.geometry());
      assertTrue(
          outline.intersection(box).getArea() > 0.5 * outline.getArea(),
          "building " + i + " lies in its box");
    }
    assertEquals(ids.size(), ids.stream().distinct().count());
    assertTrue(found.get(0).geometry().equalsExact(found.get(12).geometry(), 1e-9));
  }

  @Test
  void furtherPassesChangeTheOutlineAndWorkersDoNot() {
    Path boxes = layer("boxes.geojson", Crs.WGS84, houses(Crs.WGS84, 3));
    Path once = folder.resolve("once.gpkg");
    Path twice = folder.resolve("twice.gpkg");
    Path threads = folder.resolve("threads.gpkg");
    assertEquals(0, segment(boxes, once, "--prompts", "boxes", "--workers", "1").status());
    assertEquals(0, segment(boxes, threads, "--prompts", "boxes", "--workers", "2").status());
    Outcome outcome = segment(boxes, twice, "--prompts", "boxes", "--refine", "1");
    assertEquals(0, outcome.status(), outcome.err());
    assertEquals(read(once), read(threads));
    assertEquals(3, read(twice).size());
    assertNotEquals(read(once), read(twice));
  }

  @Test
  void boxesThatCannotBeAskedAboutAreReported() {
    List<Feature> boxes = houses(Crs.WGS84, 2);
    boxes.add(1, box(new Envelope(10, 10.001, 50, 50.001), "elsewhere", 3));
    Path out = folder.resolve("out.geojson");
    Outcome outcome = segment(layer("boxes.geojson", Crs.WGS84, boxes), out, "--prompts", "boxes");
    assertEquals(0, outcome.status(), outcome.err());
    assertEquals(2, read(out).size());
    assertTrue(outcome.out().contains("box-outside-imagery: 1"), outcome.out());

    Path line = folder.resolve("line.gpkg");
    try (VectorWriter writer = VectorWriter.create(line, issue -> {})) {
      writer.addLayer(
          "points",
          Crs.WGS84,
          List.of(),
          GeometryType.POINT,
          List.of(Feature.of(boxes.get(0).geometry().getCentroid(), Map.of())).iterator());
      writer.commit();
    }
    segment(line, folder.resolve("none.gpkg"), "--prompts", "boxes")
        .assertRefused("line.gpkg", "none of its features");
  }

  @Test
  void boxesOfNoAreaAreLeftOutAndNamed() throws IOException {
    Path good = layer("good.geojson", Crs.WGS84, houses(Crs.WGS84, 1));
    Coordinate at = read(good).get(0).geometry().getCentroid().getCoordinate();
    String polygon =
        "{\"type\":\"Feature\",\"id\":%d,\"properties\":{},\"geometry\":{\"type\":\"Polygon\","
            + "\"coordinates\":[[[%4$s,%5$s],[%2$s,%5$s],[%2$s,%3$s],[%4$s,%3$s],[%4$s,%5$s]]]}}";
    double d = 1e-4;
    Path boxes = folder.resolve("flat.geojson");
    Files.writeString(
        boxes,
        "{\"type\":\"FeatureCollection\",\"features\":["
            + String.join(
                ",",
                String.format(Locale.ROOT, polygon, 1, at.x + d, at.y + d, at.x, at.y),
                String.format(Locale.ROOT, polygon, 2, at.x, at.y + d, at.x, at.y),
                String.format(Locale.ROOT, polygon, 3, at.x + d, at.y, at.x, at.y),
                String.format(Locale.ROOT, polygon, 4, at.x, at.y, at.x, at.y))
            + "]}");
    Path out = folder.resolve("flat.gpkg");
    Outcome outcome = segment(boxes, out, "--prompts", "boxes");
    assertEquals(0, outcome.status(), outcome.err());
    assertEquals(1, read(out).size());
    assertTrue(outcome.out().contains("box-without-area: 3"), outcome.out());
    for (int feature = 2; feature <= 4; feature++) {
      assertTrue(outcome.out().contains("flat.geojson, feature " + feature), outcome.out());
    }
  }

  @Test
  void boxesAreGivenByName() {
    Path boxes = layer("boxes.geojson", Crs.WGS84, houses(Crs.WGS84, 1));
    Path out = folder.resolve("out.gpkg");
    segment(boxes, out).assertRefused("boxes", "prompts");
    Outcome.of("segment", "--imagery", "a.tif", "--prompts", "boxes", "--out", out.toString())
        .assertRefused("--boxes is missing");
    segment(boxes, out, "--prompts", "boxes", "--refine", "-1").assertRefused("refine");
  }
}
