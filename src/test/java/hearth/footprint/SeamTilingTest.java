package hearth.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.Tile;
import hearth.geo.TileLattice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.AffineTransformation;

/**
 * A town that is the same whatever tiles look at it: turned houses, rows that share walls, and
 * buildings larger than a tile (a hall, an L, a U, a ring with a courtyard). Each tiling cuts what
 * its tiles see at the rim of their blocks.
 */
class SeamTilingTest {
  private static final Crs UTM = Crs.epsg(32645);
  private static final double WEST = 400_000;
  private static final double NORTH = 3_060_000;
  private static final double SIDE = 400;
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();
  private static final SeamMerger MERGER = new SeamMerger(SeamOptions.DEFAULT);

  private static List<Polygon> town;
  private static List<String> ids;

  @BeforeAll
  static void build() {
    town = new ArrayList<>();
    Random random = new Random(42);
    add(rectangle(20, 20, 130, 14), 0);
    add(rectangle(180, 15, 110, 30), 0.3);
    add(difference(rectangle(20, 60, 100, 90), rectangle(40, 60, 80, 70)), 0);
    add(difference(rectangle(170, 70, 90, 70), rectangle(185, 85, 60, 70)), 0.1);
    add(difference(rectangle(290, 80, 80, 80), rectangle(305, 95, 50, 50)), 0.2);
    for (int row = 0; row < 3; row++) {
      for (int house = 0; house < 12; house++) {
        add(rectangle(20 + 7 * house, 200 + 16 * row, 7, 10), 0);
      }
    }
    for (int row = 0; row < 8; row++) {
      for (int column = 0; column < 10; column++) {
        double x = 120 + 26 * column + random.nextDouble() * 6;
        double y = 190 + 24 * row + random.nextDouble() * 6;
        add(
            rectangle(x, y, 5 + random.nextDouble() * 11, 4 + random.nextDouble() * 9),
            random.nextDouble() * 3);
      }
    }
    ids = town.stream().map(SeamTilingTest::id).sorted().toList();
  }

  @ParameterizedTest
  @CsvSource({
    // pixel size, tile size, halo, shift of the grid in metres, turn of the grid in degrees
    "0.5, 128, 16, 0, 0",
    "0.5, 128, 32, 0, 0",
    "0.5, 96, 12, 13.7, 0",
    "0.5, 256, 20, 31.1, 0",
    "0.4, 400, 40, 7.3, 0",
    "0.5, 150, 24, 5, 30",
    "1.0, 1024, 64, 0, 0",
  })
  void theTownDoesNotDependOnTheTiling(
      double pixel, int tileSize, int halo, double shift, double turn) {
    TileLattice lattice = lattice(pixel, tileSize, halo, shift, turn);
    List<Detection> detections = observe(lattice, 0);
    Collections.shuffle(detections, new Random(tileSize));
    List<Building> result = MERGER.merge(detections, TileViews.of(lattice, UTM));
    assertEquals(town.size(), result.size());
    assertPartners(result, 0.98);
    assertEquals(ids, result.stream().map(Building::id).toList());
    SeamMergerTest.assertNoOverlaps(result);
  }

  @Test
  void tilesThatSeeWallsALittleDifferentlyStillGiveOneBuildingEach() {
    TileLattice lattice = lattice(0.5, 128, 20, 3.3, 0);
    List<Building> result = MERGER.merge(observe(lattice, 0.25), TileViews.of(lattice, UTM));
    assertEquals(town.size(), result.size());
    assertPartners(result, 0.8);
    SeamMergerTest.assertNoOverlaps(result);
  }

  @Test
  void theOrderOfTheTilesPlaysNoPart() {
    TileLattice lattice = lattice(0.5, 128, 20, 3.3, 0);
    TileViews views = TileViews.of(lattice, UTM);
    List<Detection> detections = observe(lattice, 0.25);
    List<Building> expected = MERGER.merge(detections, views);
    Collections.shuffle(detections, new Random(1));
    assertEquals(expected, MERGER.merge(detections, views));
  }

  private static void assertPartners(List<Building> result, double iou) {
    List<Overlap> matches =
        Matching.oneToOne(
            Overlaps.between(result.stream().map(Building::outline).toList(), town, iou));
    assertEquals(town.size(), matches.size());
  }

  /** Cuts the town as the tiles of a lattice see it, each with walls up to {@code noise} off. */
  private static List<Detection> observe(TileLattice lattice, double noise) {
    Random random = new Random(5);
    List<Detection> result = new ArrayList<>();
    for (Tile tile : lattice.tiles()) {
      Polygon block = lattice.grid().outline(tile.block());
      Envelope extent = block.getEnvelopeInternal();
      for (Polygon house : town) {
        if (!extent.intersects(house.getEnvelopeInternal())) {
          continue;
        }
        Geometry looks = noise == 0 ? house : wobbly(house, random, noise);
        // The overlay would turn the rings of what is whole.
        Geometry seen = block.covers(looks) ? looks : block.intersection(looks);
        for (int i = 0; i < seen.getNumGeometries(); i++) {
          if (seen.getGeometryN(i) instanceof Polygon part && part.getArea() > 0) {
            boolean cut = part.isWithinDistance(block.getExteriorRing(), 1e-6);
            Evidence evidence =
                new Evidence(0.5 + random.nextDouble() / 2, random.nextDouble(), 1, Double.NaN);
            result.add(
                new Detection(
                    tile.column(), tile.row(), part, cut, "building", "detector", evidence));
          }
        }
      }
    }
    return result;
  }

  private static String id(Polygon house) {
    return BuildingId.of(Anchor.of(house.getExteriorRing().getCoordinates(), 1));
  }

  private static Geometry wobbly(Polygon house, Random random, double noise) {
    return house.buffer(noise * (2 * random.nextDouble() - 1), 1);
  }

  private static TileLattice lattice(
      double pixel, int tileSize, int halo, double shift, double turn) {
    double cos = pixel * Math.cos(Math.toRadians(turn));
    double sin = pixel * Math.sin(Math.toRadians(turn));
    // Turned about its corner, a grid must be larger and begin further out to cover the town.
    double west = WEST - shift - (turn == 0 ? 0 : SIDE / 2);
    double north = NORTH + shift + (turn == 0 ? 0 : SIDE / 2);
    int size = (int) Math.ceil((turn == 0 ? SIDE + 2 * shift : 3 * SIDE) / pixel);
    Affine affine =
        turn == 0
            ? Affine.northUp(west, north, pixel, pixel)
            : new Affine(west - SIDE / 2, cos, sin, north - SIDE / 4, sin, -cos);
    return new TileLattice(new Grid(UTM, affine, size, size), tileSize, halo);
  }

  private static void add(Polygon house, double turn) {
    Polygon placed =
        (Polygon)
            AffineTransformation.rotationInstance(
                    turn, house.getCentroid().getX(), house.getCentroid().getY())
                .transform(house);
    assertTrue(
        town.stream().noneMatch(other -> other.intersection(placed).getArea() > 1e-3),
        "houses of the town must not overlap");
    town.add(placed);
  }

  private static Polygon rectangle(double x, double y, double width, double height) {
    return (Polygon)
        GEOMETRIES.toGeometry(
            new Envelope(WEST + x, WEST + x + width, NORTH - y - height, NORTH - y));
  }

  private static Polygon difference(Polygon a, Polygon b) {
    return (Polygon) a.difference(b);
  }
}
