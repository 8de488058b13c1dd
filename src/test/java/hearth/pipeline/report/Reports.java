package hearth.pipeline.report;

import hearth.pipeline.report.RunReport.Area;
import hearth.pipeline.report.RunReport.Bounds;
import hearth.pipeline.report.RunReport.Credit;
import hearth.pipeline.report.RunReport.DenseCell;
import hearth.pipeline.report.RunReport.Effort;
import hearth.pipeline.report.RunReport.Example;
import hearth.pipeline.report.RunReport.FailedTile;
import hearth.pipeline.report.RunReport.Input;
import hearth.pipeline.report.RunReport.IssueCount;
import hearth.pipeline.report.RunReport.Model;
import hearth.pipeline.report.RunReport.Tiles;
import hearth.pipeline.report.RunReport.Unit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reports to test with. */
final class Reports {
  private static final Bounds BOUNDS = new Bounds(85.517578, 27.634874, 85.521698, 27.638524);

  private Reports() {}

  /** A run with everything in it: a census, a failed tile, problems, an unknown zone. */
  static RunReport full(String name) {
    return new RunReport(
        name + "-1f2e3d4c",
        name,
        "incomplete",
        "0.1.0",
        new Area("EPSG:32645", BOUNDS, 0.1649, "30 m", 15, 15),
        List.of(
            Input.raster("imagery", name + ".tif", "EPSG:4326", 0.5286, List.of(1, 2, 3), "c0ffee"),
            Input.layer("osm", "osm.osm.pbf", "EPSG:4326", 304, "beef"),
            Input.layer("census", "census.gpkg", "EPSG:4326", 4, "f00d")),
        List.of(
            new Model("detector", "hearth-yolo", List.of("aa11"), "CC BY-SA 4.0"),
            new Model("segmenter", "hearth-sam", List.of("bb22", "cc33"), "CC BY-SA 4.0")),
        new Tiles(
            9, 8, 1, 1, List.of(new FailedTile("1/2", BOUNDS, "imagery.tif: strip 7 is damaged"))),
        ordered("matched", 212, "added", 180, "osm-only", 81, "absorbed", 12, "rejected", 0),
        ordered("sam", 180, "osm", 81, "both", 212),
        new EvidenceReport(
            ordered("stands", 401, "doubtful", 9, "too-low", 14),
            ordered("water", 0, "road", 3, "sliver", 2),
            new EvidenceReport.Shifts(3, 2, 4.25),
            new EvidenceReport.Accuracy(
                new EvidenceReport.Scores(0.91, 0.8, 0.851),
                new EvidenceReport.Scores(0.82, 0.81, 0.815))),
        List.of(
            new Unit("BNP-1", 182, 182, 182.0000000001, "residential-buildings", 40),
            new Unit("BNP-2", 1050, 1050, 1050, "residential-buildings", 214),
            new Unit("BNP-3", 912, 910.2, 910.2, "uniform", 170),
            new Unit("BNP-4", Double.NaN, Double.NaN, Double.NaN, "unknown", 0)),
        List.of(new DenseCell(1, 61.25, 68055.5, 85.519321, 27.637012)),
        seconds("read", 0.31, "tiles", 71.2, "seams", 0.08, "write", 1.4),
        new Effort(2, "cpu", 118.4, 1.2e9),
        List.of(
            new IssueCount(
                "geometry-repaired",
                2,
                List.of(new Example("way/123", "self-intersection, repaired by " + name)))),
        List.of("Zone BNP-4 has no figure: its cells stay nodata."),
        List.of("out/buildings.gpkg", "out/population.tif", "out/density.tif"),
        List.of(
            new Credit("osm.osm.pbf", "© OpenStreetMap contributors", "ODbL 1.0"),
            new Credit("hearth-sam", "the Hearth authors", "CC BY-SA 4.0")),
        List.of("The census figures are illustrative."));
  }

  /** A run that found nothing, without a census. */
  static RunReport empty() {
    return new RunReport(
        "empty-00000000",
        "empty",
        "done",
        "0.1.0",
        new Area("EPSG:32645", BOUNDS, 0, "", 0, 0),
        List.of(),
        List.of(),
        new Tiles(1, 1, 0, 1, List.of()),
        Map.of(),
        Map.of(),
        EvidenceReport.NONE,
        List.of(),
        List.of(),
        Map.of(),
        new Effort(1, "cpu", 0, Double.NaN),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  private static Map<String, Integer> ordered(Object... pairs) {
    Map<String, Integer> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], (Integer) pairs[i + 1]);
    }
    return map;
  }

  private static Map<String, Double> seconds(Object... pairs) {
    Map<String, Double> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], (Double) pairs[i + 1]);
    }
    return map;
  }
}
