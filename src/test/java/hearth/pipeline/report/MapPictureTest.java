package hearth.pipeline.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.footprint.Building;
import hearth.footprint.Evidence;
import hearth.footprint.Status;
import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.population.CensusUnit;
import hearth.raster.ImageBlock;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.io.WKTReader;

class MapPictureTest {
  private static final Crs UTM = Crs.epsg(32645);
  private static final Affine HERE = Affine.northUp(354_000, 3_058_000, 2, 2);
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  /** 100 x 100 pixels of 2 m, west half blue, east half green. */
  private static ImageBlock image(Affine affine, Crs crs) {
    int n = 100;
    byte[] rgb = new byte[3 * n * n];
    byte[] valid = new byte[n * n];
    Arrays.fill(valid, (byte) 1);
    for (int i = 0; i < n * n; i++) {
      rgb[(i % n < n / 2 ? 2 : 1) * n * n + i] = (byte) 200;
    }
    return new ImageBlock(new Grid(crs, affine, n, n), rgb, valid);
  }

  private static Building house(double column, double row, double size, Status status) {
    Coordinate c = HERE.apply(column, row);
    Geometry outline =
        GEOMETRIES.toGeometry(new Envelope(c.x, c.x + 2 * size, c.y, c.y - 2 * size));
    return Building.detected(outline, Evidence.NONE, List.of()).withStatus(status, "");
  }

  private static MapPicture.Scene scene(
      ImageBlock image, List<Building> buildings, Optional<MapPicture.Density> density) {
    return new MapPicture.Scene(
        image, UTM, buildings, List.of(), List.of(), density, "whom to name");
  }

  @Test
  void anOutlineLiesWhereTheImageryShowsTheHouse() {
    ImageBlock image = image(HERE, UTM);
    Building house = house(50, 40, 20, Status.ADDED);
    BufferedImage picture = MapPicture.draw(scene(image, List.of(house), Optional.empty()));
    // The panel is 960 pixels square: 9.6 for each of the image, below a heading.
    int left = 20;
    int top = 10 + 34;
    int edge = (int) Math.round(left + 50 * 9.6);
    int middle = (int) Math.round(top + 50 * 9.6);
    assertColour(new Color(0xE69F00), picture.getRGB(edge, middle));
    assertColour(new Color(0, 0, 200), picture.getRGB(edge - 20, middle));
    assertColour(new Color(0, 200, 0), picture.getRGB(edge + 20, middle));
  }

  @Test
  void theGroundOfAFailedTileIsMarked() {
    Geometry hole = GEOMETRIES.toGeometry(new Envelope(354_000, 354_100, 3_057_900, 3_058_000));
    BufferedImage picture =
        MapPicture.draw(
            new MapPicture.Scene(
                image(HERE, UTM),
                UTM,
                List.of(),
                List.of(hole),
                List.of(),
                Optional.empty(),
                "whom to name"));
    Color marked = new Color(picture.getRGB(20 + 240, 10 + 34 + 240));
    assertTrue(marked.getRed() > 60, marked.toString());
    assertColour(new Color(0, 0, 200), picture.getRGB(20 + 240, 10 + 34 + 720));
  }

  @Test
  void imageryInDegreesAndTurnedUpsideDownLandsInTheSamePlace() {
    Coordinate a = UTM.to(Crs.WGS84).apply(354_000, 3_057_800);
    Coordinate b = UTM.to(Crs.WGS84).apply(354_200, 3_058_000);
    // Columns run to the west: what is blue in the block's left half lies in the east.
    Affine mirrored = new Affine(b.x, (a.x - b.x) / 100, 0, a.y, 0, (b.y - a.y) / 100);
    BufferedImage picture =
        MapPicture.draw(scene(image(mirrored, Crs.WGS84), List.of(), Optional.empty()));
    int y = picture.getHeight() / 2;
    assertColour(new Color(0, 200, 0), picture.getRGB(picture.getWidth() / 4, y));
    assertColour(new Color(0, 0, 200), picture.getRGB(picture.getWidth() * 3 / 4, y));
  }

  @Test
  void cellsWherePeopleLiveStandOutFromThoseWhereNobodyLooked() {
    Grid cells = new Grid(UTM, Affine.northUp(354_000, 3_058_000, 100, 100), 2, 2);
    float[] persons = {50, 0, Float.NaN, 10};
    BufferedImage picture =
        MapPicture.draw(
            scene(
                image(HERE, UTM), List.of(), Optional.of(new MapPicture.Density(cells, persons))));
    assertTrue(picture.getWidth() <= 2000, picture.getWidth() + " pixels wide");
    int x = 20 + 960 + 20;
    int y = 10 + 34;
    Color dense = new Color(picture.getRGB(x + 240, y + 240));
    Color nobody = new Color(picture.getRGB(x + 720, y + 240));
    Color unseen = new Color(picture.getRGB(x + 240, y + 720));
    assertTrue(dense.getRed() > dense.getBlue() + 60, dense.toString());
    assertEquals(nobody.getRed(), nobody.getBlue(), "a veil without colour");
    assertEquals(unseen.getRed(), unseen.getBlue(), "imagery in grey");
    assertTrue(nobody.getRed() > unseen.getRed() + 20, nobody + " against " + unseen);
  }

  @Test
  void theSameSceneGivesTheSameBytes(@TempDir Path folder) throws Exception {
    Geometry zone =
        new WKTReader()
            .read(
                "POLYGON ((354010 3057810, 354190 3057810, 354190 3057990, 354010 3057990,"
                    + " 354010 3057810))");
    MapPicture.Scene scene =
        new MapPicture.Scene(
            image(HERE, UTM),
            UTM,
            List.of(house(10, 10, 5, Status.MATCHED), house(12, 12, 5, Status.REJECTED)),
            List.of(),
            List.of(new CensusUnit("north", zone, 10)),
            Optional.of(
                new MapPicture.Density(
                    Grid.covering(UTM, zone.getEnvelopeInternal(), 30), new float[7 * 6])),
            "whom to name");
    Path one = folder.resolve("one.png");
    Path two = folder.resolve("two.png");
    MapPicture.write(one, scene);
    MapPicture.write(two, scene);
    assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(two));
  }

  @Test
  void aWideStripIsDrawnOnePanelAboveTheOther() {
    int width = 300;
    int height = 30;
    byte[] valid = new byte[width * height];
    ImageBlock strip =
        new ImageBlock(new Grid(UTM, HERE, width, height), new byte[3 * width * height], valid);
    Grid cells = Grid.covering(UTM, strip.grid().extent(), 30);
    BufferedImage picture =
        MapPicture.draw(
            scene(
                strip,
                List.of(),
                Optional.of(
                    new MapPicture.Density(cells, new float[cells.width() * cells.height()]))));
    assertTrue(picture.getWidth() < 1500 && picture.getHeight() > 2 * 140);
  }

  private static void assertColour(Color expected, int rgb) {
    Color actual = new Color(rgb);
    int apart =
        Math.abs(expected.getRed() - actual.getRed())
            + Math.abs(expected.getGreen() - actual.getGreen())
            + Math.abs(expected.getBlue() - actual.getBlue());
    // A line's edge pixels take some of the ground's colour.
    assertTrue(apart < 70, "expected %s, found %s".formatted(expected, actual));
  }
}
