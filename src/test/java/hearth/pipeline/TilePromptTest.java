package hearth.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import hearth.segment.DetectedBox;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

class TilePromptTest {
  private static final Envelope CORE = new Envelope(64, 576, 64, 576);

  private static DetectedBox box(double x0, double y0, double x1, double y1, double score) {
    return new DetectedBox(x0, y0, x1, y1, score, "building");
  }

  private static Envelope osm(double x0, double y0, double x1, double y1) {
    return new Envelope(x0, x1, y0, y1);
  }

  @Test
  void anOsmBoxThatADetectionStandsForIsNotAskedAgain() {
    List<TilePrompt> prompts =
        TilePrompt.of(
            List.of(box(100, 100, 200, 200, 0.8)),
            List.of(osm(105, 100, 205, 200), osm(300, 300, 340, 340)),
            CORE);
    assertEquals(2, prompts.size());
    assertEquals("detector", prompts.get(0).source());
    assertEquals(0.8, prompts.get(0).score());
    assertEquals("osm", prompts.get(1).source());
    assertEquals(300, prompts.get(1).box().x0());
  }

  @Test
  void attachedHousesInOsmAreAskedOneByOne() {
    List<TilePrompt> prompts =
        TilePrompt.of(
            List.of(box(100, 100, 300, 150, 0.8)),
            List.of(osm(100, 100, 170, 150), osm(170, 100, 240, 150), osm(240, 100, 300, 150)),
            CORE);
    assertEquals(4, prompts.size());
  }

  @Test
  void boxesInTheHaloAloneBelongToOtherTiles() {
    assertTrue(
        TilePrompt.of(List.of(box(0, 0, 60, 60, 0.9)), List.of(osm(580, 580, 640, 640)), CORE)
            .isEmpty());
    assertEquals(1, TilePrompt.of(List.of(box(0, 0, 70, 70, 0.9)), List.of(), CORE).size());
  }

  @Test
  void specksAreNotAskedAbout() {
    assertTrue(
        TilePrompt.of(List.of(box(100, 100, 101, 140, 0.9)), List.of(osm(90, 90, 91, 91)), CORE)
            .isEmpty());
  }

  @Test
  void osmOutlinesBecomeBoxesInPixelsOfTheWindow() {
    Crs utm = Crs.epsg(32645);
    Grid grid = new Grid(utm, Affine.northUp(360_000, 3_058_000, 0.5, 0.5), 4000, 4000);
    Geometry house =
        new GeometryFactory().toGeometry(new Envelope(360_100, 360_110, 3_057_880, 3_057_900));
    OsmPrompts prompts = new OsmPrompts(List.of(utm.to(Crs.WGS84).apply(house)), grid);

    List<Envelope> found = prompts.in(new PixelWindow(150, 150, 640, 640));
    assertEquals(1, found.size());
    assertEquals(200 - 150, found.get(0).getMinX(), 0.01);
    assertEquals(220 - 150, found.get(0).getMaxX(), 0.01);
    assertEquals(200 - 150, found.get(0).getMinY(), 0.01);
    assertEquals(240 - 150, found.get(0).getMaxY(), 0.01);

    assertTrue(
        prompts.in(new PixelWindow(0, 0, 205, 640)).isEmpty(),
        "a box belongs to the window that holds its centre, (210, 220)");
    assertEquals(
        215, prompts.in(new PixelWindow(0, 0, 215, 640)).get(0).getMaxX(), 1e-9, "cut to it");
  }
}
