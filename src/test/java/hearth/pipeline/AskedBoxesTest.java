package hearth.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import hearth.pipeline.job.PromptSource;
import hearth.segment.BoxPrompt;
import hearth.segment.DetectedBox;
import hearth.segment.PointPrompt;
import hearth.segment.PromptPoint;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

class AskedBoxesTest {
  private static final Envelope CORE = new Envelope(64, 576, 64, 576);

  private static TilePrompt box(double x0, double y0, double x1, double y1, double score) {
    return TilePrompt.of(new DetectedBox(x0, y0, x1, y1, score, "building"));
  }

  private static TilePrompt osm(double x0, double y0, double x1, double y1) {
    return new TilePrompt(new BoxPrompt(x0, y0, x1, y1), 1, "building", PromptSource.OSM);
  }

  private static List<TilePrompt> wanted(List<TilePrompt> first, List<TilePrompt> second) {
    AskedBoxes asked = new AskedBoxes(CORE);
    List<TilePrompt> all = new ArrayList<>(asked.wanted(first));
    asked.endSource();
    all.addAll(asked.wanted(second));
    return all;
  }

  @Test
  void anOsmBoxThatADetectionStandsForIsNotAskedAgain() {
    List<TilePrompt> prompts =
        wanted(
            List.of(box(100, 100, 200, 200, 0.8)),
            List.of(osm(105, 100, 205, 200), osm(300, 300, 340, 340)));
    assertEquals(2, prompts.size());
    assertEquals(PromptSource.DETECTOR, prompts.get(0).source());
    assertEquals(0.8, prompts.get(0).score());
    assertEquals(PromptSource.OSM, prompts.get(1).source());
    assertEquals(300, prompts.get(1).box().orElseThrow().getMinX());
  }

  @Test
  void attachedHousesInOsmAreAskedOneByOne() {
    List<TilePrompt> prompts =
        wanted(
            List.of(box(100, 100, 300, 150, 0.8)),
            List.of(osm(100, 100, 170, 150), osm(170, 100, 240, 150), osm(240, 100, 300, 150)));
    assertEquals(4, prompts.size());
  }

  @Test
  void boxesInTheHaloAloneBelongToOtherTiles() {
    assertTrue(wanted(List.of(box(0, 0, 60, 60, 0.9)), List.of(osm(580, 580, 640, 640))).isEmpty());
    assertEquals(1, wanted(List.of(box(0, 0, 70, 70, 0.9)), List.of()).size());
  }

  @Test
  void boxesOfOneSourceAreNotComparedWithEachOther() {
    assertEquals(
        2,
        wanted(List.of(box(100, 100, 200, 200, 0.9), box(102, 100, 200, 200, 0.8)), List.of())
            .size());
  }

  @Test
  void pointsAreComparedByTheBoxOfTheirOutline() {
    AskedBoxes asked = new AskedBoxes(CORE);
    TilePrompt point = new TilePrompt(PointPrompt.at(150, 150), 1, "points", PromptSource.POINTS);
    assertEquals(1, asked.wanted(List.of(box(100, 100, 200, 200, 0.9))).size());
    asked.endSource();
    assertEquals(1, asked.wanted(List.of(point)).size());
    assertFalse(asked.isNew(new Envelope(104, 200, 100, 200)));
    assertTrue(asked.isNew(new Envelope(300, 360, 100, 200)));
    asked.endSource();
    assertTrue(asked.wanted(List.of(osm(300, 100, 361, 200))).isEmpty());
  }

  @Test
  void specksAreNotAskedAbout() {
    assertTrue(
        wanted(List.of(box(100, 100, 101, 140, 0.9)), List.of(osm(90, 90, 91, 91))).isEmpty());
  }

  @Test
  void osmOutlinesBecomeBoxesInPixelsOfTheWindow() {
    Crs utm = Crs.epsg(32645);
    Grid grid = new Grid(utm, Affine.northUp(360_000, 3_058_000, 0.5, 0.5), 4000, 4000);
    Geometry house =
        new GeometryFactory().toGeometry(new Envelope(360_100, 360_110, 3_057_880, 3_057_900));
    OsmPrompts prompts = new OsmPrompts(List.of(utm.to(Crs.WGS84).apply(house)), grid);

    List<BoxPrompt> found =
        prompts.in(new PixelWindow(150, 150, 640, 640), new PixelWindow(214, 214, 512, 512));
    assertEquals(1, found.size());
    assertEquals(200 - 150, found.get(0).x0(), 0.01);
    assertEquals(220 - 150, found.get(0).x1(), 0.01);
    assertEquals(200 - 150, found.get(0).y0(), 0.01);
    assertEquals(240 - 150, found.get(0).y1(), 0.01);
    PromptPoint inside = found.get(0).points().get(0);
    assertTrue(
        inside.foreground() && found.get(0).x0() < inside.x() && inside.x() < found.get(0).x1());
    assertTrue(found.get(0).y0() < inside.y() && inside.y() < found.get(0).y1());

    PixelWindow core = new PixelWindow(0, 0, 150, 576);
    assertTrue(
        prompts.in(new PixelWindow(0, 0, 205, 640), core).isEmpty(),
        "a box belongs to the window that holds its centre, (210, 220)");
    assertEquals(
        215, prompts.in(new PixelWindow(0, 0, 215, 640), core).get(0).x1(), 1e-9, "cut to it");
  }

  /** The core ends at 150, the block at 205; the hall reaches from 140 to 400. */
  @Test
  void aHallLargerThanTheHaloIsAskedAboutInEachTileThatOwnsPartOfIt() {
    Crs utm = Crs.epsg(32645);
    Grid grid = new Grid(utm, Affine.northUp(360_000, 3_058_000, 0.5, 0.5), 4000, 4000);
    Geometry hall =
        new GeometryFactory().toGeometry(new Envelope(360_070, 360_200, 3_057_880, 3_057_900));
    OsmPrompts prompts = new OsmPrompts(List.of(utm.to(Crs.WGS84).apply(hall)), grid);
    List<BoxPrompt> found =
        prompts.in(new PixelWindow(0, 0, 205, 640), new PixelWindow(0, 0, 150, 576));
    assertEquals(140, found.get(0).x0(), 0.01);
    assertEquals(205, found.get(0).x1(), 0.01);
    assertTrue(
        prompts.in(new PixelWindow(0, 0, 185, 640), new PixelWindow(0, 0, 130, 576)).isEmpty(),
        "what the halo alone sees is another tile's");
  }
}
