package hearth.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.PixelWindow;
import hearth.raster.ImageBlock;
import hearth.raster.LogitMask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * SAM's automatic mask generator; reference values are those of segment-anything 1.0's own code.
 */
class AutomaticMasksTest {
  private static LogitMask mask(String... rows) {
    int width = rows[0].length();
    float[] logits = new float[width * rows.length];
    for (int y = 0; y < rows.length; y++) {
      for (int x = 0; x < width; x++) {
        logits[y * width + x] = rows[y].charAt(x) == '#' ? 3 : -3;
      }
    }
    return new LogitMask(width, rows.length, logits, 10, 20, 2, 2);
  }

  private static String[] picture(LogitMask mask) {
    String[] rows = new String[mask.height()];
    for (int y = 0; y < rows.length; y++) {
      StringBuilder row = new StringBuilder();
      for (int x = 0; x < mask.width(); x++) {
        row.append(mask.at(x, y) > 0 ? '#' : '.');
      }
      rows[y] = row.toString();
    }
    return rows;
  }

  @Test
  void theGridIsTheGenerators() {
    // build_point_grid(2) is (.25, .25), (.75, .25), (.25, .75), (.75, .75) of the picture.
    List<PointPrompt> points =
        new AutomaticMasks(new AutomaticOptions(2, 0.88, 0.95, 0.7, 0)).points(100, 40);
    List<String> places = new ArrayList<>();
    points.forEach(p -> places.add(p.points().get(0).x() + " " + p.points().get(0).y()));
    assertEquals(List.of("25.0 10.0", "75.0 10.0", "25.0 30.0", "75.0 30.0"), places);
  }

  @Test
  void aMaskIsCutToWhereItIs() {
    LogitMask cut = MaskRegions.trimmed(mask("......", "..##..", "..#...", "......")).orElseThrow();
    assertEquals(10 + 2, cut.originX());
    assertEquals(20, cut.originY());
    assertEquals(List.of("....", ".##.", ".#..", "...."), Arrays.asList(picture(cut)));
    assertEquals(
        Optional.of(new PixelWindow(2, 1, 2, 2)),
        MaskRegions.inside(mask("......", "..##..", "..#...", "......")));
    assertTrue(MaskRegions.trimmed(mask("....", "....")).isEmpty());
  }

  @Test
  void smallHolesAndRegionsGoAndCornersConnect() {
    LogitMask mask =
        mask(
            "..........",
            ".#####..#.",
            ".#.###.#..",
            ".#####....",
            ".#...#.#..",
            ".#...#....",
            ".#####....",
            "..........");
    // A logit covers 4 px: the hole of one and the lone regions of one and two go, that of six
    // logits stays.
    assertEquals(
        List.of(
            "..........",
            ".#####....",
            ".#####....",
            ".#####....",
            ".#...#....",
            ".#...#....",
            ".#####....",
            ".........."),
        Arrays.asList(picture(MaskRegions.withoutSmall(mask, 12))));
    assertSame(mask, MaskRegions.withoutSmall(mask, 0));
  }

  @Test
  void theLargestRegionStaysHoweverSmall() {
    LogitMask mask = mask("......", ".#..#.", ".#....", "......");
    assertEquals(
        List.of("......", ".#....", ".#....", "......"),
        Arrays.asList(picture(MaskRegions.withoutSmall(mask, 100))));
  }

  @Test
  void masksThatAreNoNumbersAreShownAndNotKept() {
    ModelSpec spec =
        Samples.segmenter(Samples.RESOURCES, "sam-encoder.onnx", "sam-decoder-not-finite.onnx");
    try (Segmenter segmenter = Segmenter.open(spec, Samples.inference());
        Embedding embedding =
            segmenter.encode(Samples.block(64, 64, new byte[3 * 64 * 64], null))) {
      AutomaticMasks all = new AutomaticMasks(new AutomaticOptions(2, -10, 0, 1, 0));
      List<ScoredMask> shown = new ArrayList<>();
      List<Object> kept =
          all.find(
              segmenter,
              embedding,
              all.points(64, 64),
              mask -> {
                shown.add(mask);
                return Optional.of(mask);
              });
      assertEquals(List.of(), kept);
      assertEquals(4 * 3, shown.size());
      assertTrue(shown.stream().noneMatch(m -> m.mask().isFinite()));
    }
  }

  @Test
  void everyObjectIsFoundOnceTheSurestFirst() {
    ModelSpec spec = Samples.segmenter(Samples.RESOURCES, "sam-encoder.onnx", "sam-decoder.onnx");
    try (Segmenter segmenter = Segmenter.open(spec, Samples.inference())) {
      int side = segmenter.inputSize();
      byte[] rgb = new byte[3 * side * side];
      for (int i = 0; i < rgb.length; i++) {
        rgb[i] = (byte) (i % side / 8 * 40 + i / side % side / 8 * 25);
      }
      ImageBlock block = Samples.block(side, side, rgb, null);
      AutomaticMasks all = new AutomaticMasks(new AutomaticOptions(4, -10, 0, 1, 0));
      AutomaticMasks some = new AutomaticMasks(new AutomaticOptions(4, -10, 0, 0.5, 0));
      try (Embedding embedding = segmenter.encode(block)) {
        List<PointPrompt> points = all.points(side, side);
        List<ScoredMask> masks = all.find(segmenter, embedding, points, Optional::of);
        List<ScoredMask> kept = some.find(segmenter, embedding, points, Optional::of);
        assertTrue(masks.size() > kept.size(), masks.size() + " masks, " + kept.size() + " kept");
        assertTrue(!kept.isEmpty());
        for (int i = 1; i < kept.size(); i++) {
          assertTrue(
              Math.max(0, kept.get(i - 1).predictedIou())
                  >= Math.max(0, kept.get(i).predictedIou()));
        }
        double median = masks.get(masks.size() / 2).predictedIou();
        AutomaticMasks sure = new AutomaticMasks(new AutomaticOptions(4, median, 0, 1, 0));
        List<ScoredMask> better = sure.find(segmenter, embedding, points, Optional::of);
        assertTrue(better.size() < masks.size());
        assertTrue(better.stream().allMatch(m -> m.predictedIou() > median));
      }
    }
  }
}
