package hearth.cli;

import static hearth.cli.SampleCrop.SAMPLE;
import static hearth.cli.SampleCrop.box;
import static hearth.cli.SampleCrop.outlines;
import static hearth.cli.SampleCrop.rows;
import static hearth.cli.SampleCrop.unit;
import static hearth.cli.SampleCrop.units;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import hearth.geo.Crs;
import hearth.raster.FloatRaster;
import hearth.raster.Gdal;
import hearth.raster.vector.Feature;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.gdal.gdal.Dataset;
import org.gdal.gdal.gdal;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

/** Commands that work on files and need no database. */
@Timeout(120)
class FileCommandsTest {
  /** No database can be found in it: a command that looked for one would fail. */
  private static final Map<String, String> NO_DATABASE = Map.of("HEARTH_DB", "none");

  @TempDir Path folder;

  @BeforeAll
  static void initialise() {
    Gdal.initialise();
  }

  private static Outcome hearth(String... args) {
    return Outcome.of(NO_DATABASE, args);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private JsonNode json(String name) throws IOException {
    return new JsonMapper().readTree(folder.resolve(name).toFile());
  }

  @Test
  void segmentWritesTheBuildingsOfAnImage() throws IOException {
    String crop = SampleCrop.imagery(folder);
    Outcome outcome =
        hearth(
            "segment",
            "--imagery",
            crop,
            "--score-threshold",
            "0.3",
            "--out",
            path("found.gpkg"),
            "--json",
            path("figures.json"),
            "--quiet");
    outcome.assertDone();
    List<Feature> found = rows(folder.resolve("found.gpkg"), "buildings");
    assertTrue(found.size() >= 5, found.size() + " buildings");
    assertTrue(
        outcome.out().startsWith(found.size() + " buildings in " + path("found.gpkg")),
        outcome.out());
    assertEquals("", outcome.err(), "--quiet");
    JsonNode figures = json("figures.json");
    assertEquals(found.size(), figures.get("buildings").asInt());
    assertTrue(figures.get("inference_seconds").asDouble() > 0);
    Envelope inside = SampleCrop.UTM.to(Crs.WGS84).apply(SampleCrop.extent(crop));
    inside.expandBy(1e-5);
    for (Feature building : found) {
      assertTrue(inside.contains(building.geometry().getEnvelopeInternal()));
    }
  }

  @Test
  void aBrokenTileIsNamedAndGivesStatusThree() throws IOException {
    Path image = folder.resolve("broken.tif");
    Dataset crop = gdal.Open(SampleCrop.imagery(folder));
    gdal.GetDriverByName("GTiff")
        .CreateCopy(
            image.toString(),
            crop,
            0,
            new String[] {"TILED=YES", "COMPRESS=DEFLATE", "BLOCKXSIZE=64", "BLOCKYSIZE=64"})
        .delete();
    crop.delete();
    Dataset copy = gdal.Open(image.toString());
    // A block in the middle: whether a file is complete is told by its first and last pixels.
    String offset = copy.GetRasterBand(1).GetMetadataItem("BLOCK_OFFSET_1_1", "TIFF");
    copy.delete();
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.seek(Long.parseLong(offset));
      byte[] garbage = new byte[64];
      Arrays.fill(garbage, (byte) 0xff);
      file.write(garbage);
    }
    Outcome outcome =
        hearth("segment", "--imagery", image.toString(), "--out", path("a.gpkg"), "--quiet");
    assertEquals(3, outcome.status(), outcome.err());
    assertTrue(outcome.out().contains("tile 0/0 failed"), outcome.out());
    assertTrue(outcome.out().contains("broken.tif"), outcome.out());
  }

  @Test
  void masksOfTrueOutlinesAreJudgedByKindOfPrompt() throws IOException {
    String crop = SampleCrop.imagery(folder);
    double box = meanMaskIou("box", crop);
    double corrected = meanMaskIou("point+correction", crop);
    assertTrue(box > 0.6, "boxes tell most: " + box);
    assertTrue(corrected > 0.3 && corrected <= 1, "clicks: " + corrected);
    Outcome nowhere =
        hearth(
            "evaluate",
            "--prompts",
            "box",
            "--truth",
            SAMPLE.resolve("withheld.geojson").toString());
    assertEquals(2, nowhere.status());
    assertTrue(nowhere.err().contains("--imagery is missing"), nowhere.err());
  }

  private double meanMaskIou(String kind, String imagery) throws IOException {
    Outcome outcome =
        hearth(
            "evaluate",
            "--prompts",
            kind,
            "--imagery",
            imagery,
            "--truth",
            SAMPLE.resolve("withheld.geojson").toString(),
            "--segmenter",
            "hearth-sam",
            "--json",
            path("masks.json"));
    outcome.assertDone();
    JsonNode figures = json("masks.json");
    assertEquals(kind, figures.get("prompts").asText());
    assertTrue(figures.get("buildings").asInt() > 3, figures.toString());
    assertTrue(figures.get("left_out").asInt() > 100, "the piece shows few of the houses");
    double mean = figures.get("mean_iou").asDouble();
    assertTrue(outcome.out().startsWith("mean mask IoU %.3f of".formatted(mean)), outcome.out());
    return mean;
  }

  @Test
  void densitySharesFiguresOverFootprints() {
    String houses =
        outlines(
            folder,
            "houses.geojson",
            box(354010, 3058010, 354020, 3058020),
            box(354050, 3058010, 354080, 3058020),
            box(354210, 3058010, 354220, 3058020));
    String zones =
        units(
            folder,
            "zones.gpkg",
            unit("west", 40, box(354000, 3058000, 354200, 3058200)),
            unit("east", 7, box(354200, 3058000, 354400, 3058200)));
    Outcome outcome =
        hearth(
            "density",
            "--buildings",
            houses,
            "--census",
            zones,
            "--population-field",
            "people",
            "--unit-id",
            "zone",
            "--cell",
            "100 m",
            "--out",
            path("out"));
    outcome.assertDone();
    assertTrue(outcome.out().contains("west"), outcome.out());
    assertTrue(outcome.out().contains("47.000 persons in"), outcome.out());
    for (String name : List.of("population.tif", "density.tif")) {
      Dataset dataset = gdal.Open(folder.resolve("out").resolve(name).toString());
      assertEquals("COG", dataset.GetMetadataItem("LAYOUT", "IMAGE_STRUCTURE"), name);
      dataset.delete();
    }
    assertEquals(47, persons(folder.resolve("out/population.tif")), 1e-4);
    hearth(
            "density",
            "--buildings",
            houses,
            "--census",
            zones,
            "--population-field",
            "people",
            "--out",
            path("out"))
        .assertRefused("population.tif", "exists already", "--force");

    hearth(
            "evaluate",
            "--population",
            path("out/population.tif"),
            "--truth",
            zones,
            "--population-field",
            "people",
            "--json",
            path("population.json"))
        .assertDone();
    hearth("evaluate", "--population", path("out/population.tif"), "--truth", zones)
        .assertRefused("--population-field");
  }

  @Test
  void evaluateComparesPopulations() throws IOException {
    // 40 persons in the one cell of the western zone, where the truth says 50; none in the east.
    String raster =
        SampleCrop.surface(
            folder, "persons.tif", new Envelope(354000, 354000, 3058000, 3058000), 0, 0, 0);
    Dataset dataset = gdal.Open(raster, 1);
    dataset.GetRasterBand(1).WriteRaster(2, 2, 1, 1, new float[] {40});
    dataset.delete();
    String truth =
        units(
            folder,
            "truth.gpkg",
            unit("west", 50, box(353990, 3057990, 354000, 3058010)),
            unit("east", 0, box(354000, 3057990, 354010, 3058010)));
    hearth(
            "evaluate",
            "--population",
            raster,
            "--truth",
            truth,
            "--population-field",
            "people",
            "--json",
            path("scores.json"))
        .assertDone();
    JsonNode scores = json("scores.json");
    assertEquals(5, scores.get("mae").asDouble(), 1e-6);
    assertEquals(Math.sqrt(50), scores.get("rmse").asDouble(), 1e-6);
    for (String key : List.of("mape", "rtae", "bias", "r2")) {
      assertTrue(scores.has(key), key);
    }
  }

  @Test
  void conflateGivesEachCandidateAStatus() throws ParseException {
    // Way 281267740 as it is mapped, moved by half a metre, and a house where nothing is mapped.
    Geometry mapped =
        Crs.WGS84
            .to(SampleCrop.UTM)
            .apply(
                new WKTReader()
                    .read(
                        "POLYGON ((85.5178674 27.6352874, 85.5178778 27.6352701, 85.5178745"
                            + " 27.6352686, 85.517887 27.6352475, 85.5178988 27.6352531,"
                            + " 85.5179319 27.6351975, 85.517982 27.6352209, 85.5179923"
                            + " 27.6352035, 85.5180708 27.6352401, 85.5180034 27.6353534,"
                            + " 85.5178751 27.6352935, 85.5178762 27.6352915, 85.5178674"
                            + " 27.6352874))"));
    Geometry detected = AffineTransformation.translationInstance(0.5, 0).transform(mapped);
    Coordinate east = Crs.WGS84.to(SampleCrop.UTM).apply(85.5214, 27.6370);
    String found =
        outlines(folder, "found.gpkg", detected, box(east.x, east.y, east.x + 8, east.y + 8));
    String osm = SAMPLE.resolve("osm.osm.pbf").toString();
    Outcome outcome =
        hearth("conflate", "--buildings", found, "--osm", osm, "--out", path("all.gpkg"));
    outcome.assertDone();
    Map<String, Long> statuses = statuses(folder.resolve("all.gpkg"), "candidates");
    assertEquals(1, statuses.get("matched"), outcome.out());
    assertEquals(1, statuses.get("added"), outcome.out());
    assertEquals(
        Set.of("matched", "added", "osm-only", "unseen"),
        statuses.keySet(),
        "mapped inside and outside the hull of the detections");
    assertEquals(statuses, statuses(folder.resolve("all.gpkg"), "buildings"), "all of them stay");
    Feature matched =
        rows(folder.resolve("all.gpkg"), "buildings").stream()
            .filter(f -> "matched".equals(f.attributes().get("status")))
            .findFirst()
            .orElseThrow();
    assertEquals("both", matched.attributes().get("source"));
    assertTrue(String.valueOf(matched.attributes().get("osm_id")).contains("281267740"));

    assertFalse(outcome.out().contains("layers-swapped"), outcome.out());
    Outcome swapped =
        hearth("conflate", "--buildings", osm, "--osm", found, "--out", path("swapped.gpkg"));
    swapped.assertDone();
    assertTrue(swapped.out().contains("layers-swapped"), swapped.out());

    hearth("conflate", "--buildings", found, "--osm", path("no.pbf"), "--out", path("b.gpkg"))
        .assertRefused("no.pbf", "no such file");
  }

  @Test
  void conflateMarksWhatIsDoubtfulAndDeletesNothing() throws IOException {
    double x = 354_000;
    double y = 3_058_000;
    String found =
        outlines(
            folder,
            "doubtful.gpkg",
            box(x, y, x + 10, y + 10),
            box(x + 30, y, x + 40, y + 10),
            box(x + 60, y, x + 61, y + 20),
            box(x + 14, y, x + 20, y + 2.4),
            box(x + 300, y, x + 303, y + 3),
            box(x + 90, y, x + 100, y + 10));
    Path osm =
        Files.writeString(
            folder.resolve("around.osm"),
            "<osm version='0.6'>"
                + way(1, "highway=residential", x + 5, y - 20, x + 5, y + 30, x + 18, y + 30)
                + way(2, "highway=service", x + 22, y - 20, x + 22, y + 30)
                + way(
                    3,
                    "natural=water",
                    x + 25,
                    y - 20,
                    x + 45,
                    y - 20,
                    x + 45,
                    y + 30,
                    x + 25,
                    y + 30,
                    x + 25,
                    y - 20)
                + "</osm>");
    Outcome outcome =
        hearth("conflate", "--buildings", found, "--osm", "" + osm, "--out", path("hints.gpkg"));
    outcome.assertDone();
    for (String hint : List.of("water", "road", "isolated", "vehicle", "sliver")) {
      assertTrue(outcome.out().contains("  %-10s 1, for review".formatted(hint)), outcome.out());
    }
    List<String> hints =
        rows(folder.resolve("hints.gpkg"), "buildings").stream()
            .map(f -> String.valueOf(f.attributes().get("hints")))
            .sorted()
            .toList();
    assertEquals(List.of("isolated", "null", "road", "sliver", "vehicle", "water"), hints);
    Outcome few =
        hearth(
            "conflate",
            "--buildings",
            found,
            "--osm",
            "" + osm,
            "--hints",
            "water,sliver",
            "--out",
            path("few.gpkg"));
    few.assertDone();
    assertTrue(few.out().contains("water") && few.out().contains("sliver"), few.out());
    assertFalse(few.out().contains("road"), few.out());
    Outcome none =
        hearth(
            "conflate",
            "--buildings",
            found,
            "--osm",
            "" + osm,
            "--hints",
            "none",
            "--out",
            path("none.gpkg"));
    none.assertDone();
    assertFalse(none.out().contains("for review"), none.out());
    assertEquals(6, rows(folder.resolve("none.gpkg"), "buildings").size());
    hearth(
            "conflate",
            "--buildings",
            found,
            "--osm",
            "" + osm,
            "--hints",
            "watr",
            "--out",
            path("no.gpkg"))
        .assertRefused("watr", "water");
  }

  /** A way of OSM XML with its nodes, through positions in UTM. */
  private static String way(int id, String tag, double... xy) {
    StringBuilder nodes = new StringBuilder();
    StringBuilder way = new StringBuilder("<way id='%d'>".formatted(id));
    for (int i = 0; i < xy.length; i += 2) {
      Coordinate c = SampleCrop.UTM.to(Crs.WGS84).apply(xy[i], xy[i + 1]);
      boolean last = i == xy.length - 2 && xy[i] == xy[0] && xy[i + 1] == xy[1];
      int node = 100 * id + (last ? 0 : i);
      if (!last) {
        nodes.append("<node id='%d' lon='%.7f' lat='%.7f'/>".formatted(node, c.x, c.y));
      }
      way.append("<nd ref='%d'/>".formatted(node));
    }
    String[] keyValue = tag.split("=");
    return nodes
        + way.append("<tag k='%s' v='%s'/></way>".formatted(keyValue[0], keyValue[1])).toString();
  }

  @Test
  void evaluateScoresOutlines() throws IOException {
    String found =
        outlines(
            folder,
            "found.gpkg",
            box(354000, 3058000, 354010, 3058010),
            box(354100, 3058000, 354110, 3058006),
            box(354200, 3058000, 354210, 3058010));
    String truth =
        outlines(
            folder,
            "truth.geojson",
            box(354000, 3058000, 354010, 3058010),
            box(354100, 3058000, 354110, 3058010));
    Outcome outcome =
        hearth("evaluate", "--buildings", found, "--truth", truth, "--json", path("s.json"));
    outcome.assertDone();
    assertTrue(outcome.out().contains("3 outlines against 2 true ones"), outcome.out());
    JsonNode scores = json("s.json");
    assertEquals(2 / 3.0, scores.get("precision").asDouble(), 1e-9);
    assertEquals(1, scores.get("recall").asDouble(), 1e-9);
    assertEquals(0.8, scores.get("f1").asDouble(), 1e-9);
    assertEquals(0.8, scores.get("mean_iou").asDouble(), 2e-3, "GeoJSON rounds to a centimetre");
    assertEquals(2, scores.get("true_positives").asInt());
    assertEquals(1, scores.get("false_positives").asInt());
    assertEquals(0, scores.get("false_negatives").asInt());
    assertTrue(scores.get("boundary_iou").isNumber());
    for (String figure : List.of("polis_m", "corner_ratio", "orientation_error_deg", "vertices")) {
      assertTrue(scores.get(figure).isNumber(), figure);
    }
    assertEquals(2, scores.get("0.3").get("true_positives").asInt());
    assertEquals(scores.get("f1"), scores.get("0.5").get("f1"));
    assertEquals(1, scores.get("0.7").get("true_positives").asInt(), "60 of 100 m² is less");

    String area = outlines(folder, "area.gpkg", box(353990, 3057990, 354150, 3058020));
    hearth(
            "evaluate",
            "--buildings",
            found,
            "--truth",
            truth,
            "--area",
            area,
            "--json",
            path("inside.json"))
        .assertDone();
    assertEquals(0, json("inside.json").get("false_positives").asInt());
  }

  private static double persons(Path raster) {
    double sum = 0;
    try (FloatRaster open = FloatRaster.open(raster.toString(), 1)) {
      for (float v : open.read(open.grid().window()).values()) {
        sum += Float.isNaN(v) ? 0 : v;
      }
    }
    return sum;
  }

  static Map<String, Long> statuses(Path file, String layer) {
    return rows(file, layer).stream()
        .collect(
            Collectors.groupingBy(
                f -> String.valueOf(f.attributes().get("status")),
                TreeMap::new,
                Collectors.counting()));
  }
}
