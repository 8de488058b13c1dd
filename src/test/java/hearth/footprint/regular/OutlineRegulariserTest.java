package hearth.footprint.regular;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.footprint.Building;
import hearth.footprint.Evidence;
import hearth.footprint.Overlaps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.algorithm.Angle;
import org.locationtech.jts.coverage.CoverageUnion;
import org.locationtech.jts.coverage.CoverageValidator;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.MultiPolygon;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;
import org.locationtech.jts.simplify.TopologyPreservingSimplifier;

class OutlineRegulariserTest {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();
  private static final double EAST = 352_000;
  private static final double NORTH = 3_057_000;
  private static final double NOISE = 0.4;
  private static final OutlineRegulariser REGULARISER =
      new OutlineRegulariser(RegularOptions.ofDetail(Masks.STEP));

  @ParameterizedTest
  @ValueSource(doubles = {0, 17, 30, 45, 61, 88})
  void aHouseGetsItsFourCornersBack(double degrees) {
    Geometry house = turned(read("POLYGON ((0 0, 12 0, 12 8, 0 8, 0 0))"), degrees);
    Geometry drawn = redrawn(Masks.outline(house, NOISE, 1));
    assertEquals(4, corners(drawn).size());
    assertRightAngles(drawn);
    assertTrue(iou(drawn, house) > 0.93, () -> "IoU " + iou(drawn, house));
  }

  @Test
  void anLStaysAnL() {
    Geometry house = turned(read("POLYGON ((0 0, 20 0, 20 9, 9 9, 9 18, 0 18, 0 0))"), 23);
    Geometry drawn = redrawn(Masks.outline(house, NOISE, 2));
    assertEquals(6, corners(drawn).size());
    assertRightAngles(drawn);
    assertTrue(iou(drawn, house) > 0.95, () -> "IoU " + iou(drawn, house));
  }

  @Test
  void courtyardsAreSquaredWithTheHouse() {
    Geometry house =
        turned(read("POLYGON ((0 0, 24 0, 24 20, 0 20, 0 0), (7 6, 7 14, 17 14, 17 6, 7 6))"), 12);
    Geometry drawn = redrawn(Masks.outline(house, NOISE, 3));
    assertEquals(1, ((Polygon) drawn).getNumInteriorRing());
    assertEquals(8, corners(drawn).size());
    assertRightAngles(drawn);
    assertTrue(iou(drawn, house) > 0.93, () -> "IoU " + iou(drawn, house));
  }

  /** Complaint of buildingregulariser's users: diagonal walls become steps. */
  @ParameterizedTest
  @ValueSource(doubles = {25, 33, 45, 57})
  void aDiagonalWallIsOneWall(double degrees) {
    // A house with a corner cut off by a wall of 10 m and more.
    double rise = 9;
    double run = rise / Math.tan(Math.toRadians(degrees));
    Geometry house = turned(polygon(0, 0, 30, 0, 30, 20 - rise, 30 - run, 20, 0, 20, 0, 0), 20);
    Geometry drawn = redrawn(Masks.outline(house, NOISE, 4));
    assertEquals(5, corners(drawn).size(), () -> drawn.toString());
    assertTrue(iou(drawn, house) > 0.96, () -> "IoU " + iou(drawn, house));
  }

  @Test
  void aRoundBuildingIsRound() {
    Geometry tank = GEOMETRIES.createPoint(new Coordinate(EAST, NORTH)).buffer(7, 16);
    Geometry drawn = redrawn(Masks.outline(tank, NOISE, 5));
    assertTrue(iou(drawn, tank) > 0.95, () -> "IoU " + iou(drawn, tank));
    Coordinate centre = drawn.getCentroid().getCoordinate();
    double radius = centre.distance(drawn.getCoordinate());
    for (Coordinate c : drawn.getCoordinates()) {
      assertEquals(radius, centre.distance(c), 1e-3);
    }
    assertEquals(7, radius, 0.4);
  }

  @Test
  void anApseStaysRounded() {
    Geometry church =
        turned(
            read("POLYGON ((0 0, 60 0, 60 48, 0 48, 0 0))")
                .union(GEOMETRIES.createPoint(new Coordinate(60, 24)).buffer(24, 16)),
            35);
    Geometry drawn = redrawn(Masks.outline(church, 0, 6));
    assertTrue(iou(drawn, church) > 0.98, () -> "IoU " + iou(drawn, church));
  }

  @Test
  void whatNoDirectionExplainsStaysAsItIs() {
    // A ruin: three walls stand, the fourth side is ragged.
    List<Coordinate> points = new ArrayList<>(List.of(new Coordinate(0, 0)));
    Random random = new Random(3);
    for (int i = 0; i <= 10; i++) {
      points.add(new Coordinate(40 + (i % 2 == 0 ? 1 : -1) * (1 + random.nextDouble()), 2.5 * i));
    }
    points.add(new Coordinate(0, 25));
    points.add(points.get(0).copy());
    Polygon raw = (Polygon) turned(GEOMETRIES.createPolygon(points.toArray(Coordinate[]::new)), 35);
    Geometry drawn = redrawn(raw);
    List<Coordinate> ofRaw = List.of(raw.getCoordinates());
    long kept = Arrays.stream(drawn.getCoordinates()).filter(ofRaw::contains).count();
    assertTrue(kept >= 9, kept + " vertices of the ragged side");
    assertTrue(iou(drawn, raw) > 0.98, () -> "IoU " + iou(drawn, raw));
  }

  @Test
  void aShapeThatWallsDoNotFitStaysRaw() {
    // A star with five points; no wall explains what is left at the gate.
    Coordinate[] star = new Coordinate[41];
    for (int i = 0; i < 40; i++) {
      double r = i % 2 == 0 ? 6 : 2;
      star[i] =
          new Coordinate(
              EAST + r * Math.cos(i * Math.PI / 20), NORTH + r * Math.sin(i * Math.PI / 20));
    }
    star[40] = star[0].copy();
    Polygon raw = GEOMETRIES.createPolygon(star);
    assertTrue(redrawn(raw).equalsExact(raw));
  }

  /** Complaint of buildingregulariser's users: row houses torn apart. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 14, 40, 71})
  void aRowOfTwelveAttachedHousesSharesItsWalls(double degrees) {
    List<Geometry> row = new ArrayList<>();
    List<Geometry> raw = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      double x = 7 * i;
      double set = i % 4 == 2 ? 1.5 : 0;
      Geometry house =
          turned(polygon(x, set, x + 7, set, x + 7, 11 + set, x, 11 + set, x, set), degrees);
      row.add(house);
      raw.add(Masks.outline(house, NOISE, 100 + i));
    }
    List<Geometry> drawn = redrawn(raw);
    assertTrue(CoverageValidator.isValid(drawn.toArray(Geometry[]::new)));
    Geometry block = CoverageUnion.union(drawn.toArray(Geometry[]::new));
    assertEquals(1, block.getNumGeometries(), "one block");
    assertEquals(0, ((Polygon) block.getGeometryN(0)).getNumInteriorRing(), "no gaps");
    assertEquals(
        block.getArea(), drawn.stream().mapToDouble(Geometry::getArea).sum(), 1e-6, "no overlaps");
    for (int i = 0; i < 12; i++) {
      Geometry house = drawn.get(i);
      assertEquals(4, corners(house).size(), () -> house.toString());
      assertRightAngles(house);
      double iou = iou(house, row.get(i));
      assertTrue(iou > 0.85, "IoU " + iou);
      if (i > 0) {
        double common = house.intersection(drawn.get(i - 1)).getLength();
        assertTrue(common > 8, "shared wall of " + common + " m");
      }
    }
  }

  @Test
  void theHouseOnTheCornerKeepsItsDirectionAndStillSharesItsWall() {
    // Two terraces that meet at 40 degrees.
    List<Geometry> raw = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Geometry house = polygon(9 * i, 0, 9 * i + 9, 0, 9 * i + 9, 12, 9 * i, 12, 9 * i, 0);
      raw.add(Masks.outline(turned(house, 0), NOISE, 20 + i));
      Geometry other =
          AffineTransformation.rotationInstance(Math.toRadians(40), 36, 12)
              .transform(
                  polygon(
                      36 + 9 * i, 0, 45 + 9 * i, 0, 45 + 9 * i, 12, 36 + 9 * i, 12, 36 + 9 * i, 0));
      raw.add(Masks.outline(turned(other, 0), NOISE, 30 + i));
    }
    List<Geometry> drawn = redrawn(raw);
    assertTrue(CoverageValidator.isValid(drawn.toArray(Geometry[]::new)));
    assertRightAngles(drawn.get(0));
    assertRightAngles(drawn.get(7));
  }

  /** Complaint of buildingregulariser's users: it fails on multipolygons. */
  @Test
  void bothPartsOfAMultipolygonAreDrawn() {
    Polygon a = Masks.outline(turned(polygon(0, 0, 12, 0, 12, 9, 0, 9, 0, 0), 10), NOISE, 7);
    Polygon b = Masks.outline(turned(polygon(20, 0, 31, 0, 31, 8, 20, 8, 20, 0), 10), NOISE, 8);
    MultiPolygon both = GEOMETRIES.createMultiPolygon(new Polygon[] {a, b});
    Geometry drawn = redrawn(both);
    assertEquals(2, drawn.getNumGeometries());
    assertEquals(8, corners(drawn).size());
    assertRightAngles(drawn);
  }

  @Test
  void theOrderOfTheBuildingsPlaysNoPart() {
    List<Building> town = new ArrayList<>();
    Random random = new Random(9);
    for (int i = 0; i < 40; i++) {
      double x = 9.0 * (i % 8);
      double y = 11.0 * (i / 8);
      Geometry house = turned(polygon(x, y, x + 9, y, x + 9, y + 10, x, y + 10, x, y), 33);
      town.add(
          Building.detected(
              Masks.outline(house, 2 * NOISE, i),
              new Evidence(random.nextInt(3) / 3.0, 1, 1, Double.NaN),
              List.of("0/0")));
    }
    List<Building> expected = new ArrayList<>(REGULARISER.regularise(town, issue -> {}));
    List<Building> shuffled = new ArrayList<>(town);
    Collections.shuffle(shuffled, random);
    List<Building> result = new ArrayList<>(REGULARISER.regularise(shuffled, issue -> {}));
    expected.sort(Building.BY_ID);
    result.sort(Building.BY_ID);
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).id(), result.get(i).id());
      assertTrue(expected.get(i).outline().equalsExact(result.get(i).outline()));
    }
    assertTrue(
        CoverageValidator.isValid(result.stream().map(Building::outline).toArray(Geometry[]::new)));
  }

  @Test
  void overlapsGoToTheBetterOne() {
    Geometry left = turned(polygon(0, 0, 10.3, 0, 10.3, 10, 0, 10, 0, 0), 0);
    Geometry right = turned(polygon(9.9, 1, 20, 1, 20, 9, 9.9, 9, 9.9, 1), 25);
    List<Geometry> drawn = redrawn(List.of(left, right));
    assertEquals(0, Overlaps.sharedArea(drawn.get(0), drawn.get(1)), 1e-9);
    assertTrue(CoverageValidator.isValid(drawn.toArray(Geometry[]::new)));
  }

  @Test
  void anOutlineOfAMillionVerticesStaysRawAndIsDoneInSeconds() {
    int n = 1_000_000;
    Coordinate[] points = new Coordinate[n + 1];
    for (int i = 0; i < n; i++) {
      double angle = 2 * Math.PI * i / n;
      double r = 300 + 40 * Math.cos(7 * angle);
      points[i] = new Coordinate(EAST + r * Math.cos(angle), NORTH + r * Math.sin(angle));
    }
    points[n] = points[0].copy();
    Polygon raw = GEOMETRIES.createPolygon(points);
    assertTimeoutPreemptively(Duration.ofSeconds(60), () -> assertSame(raw, redrawn(raw)));
  }

  @Test
  void triangleAndSliverDoNotFail() {
    for (String wkt :
        List.of(
            "POLYGON ((0 0, 6 0, 3 5, 0 0))",
            "POLYGON ((0 0, 40 0, 40 0.2, 0 0.2, 0 0))",
            "POLYGON ((0 0, 0.01 0, 0 0.01, 0 0))")) {
      Geometry drawn = redrawn(turned(read(wkt), 5));
      assertTrue(drawn.isValid());
      assertFalse(drawn.isEmpty());
    }
  }

  private static Geometry redrawn(Geometry raw) {
    return redrawn(List.of(raw)).get(0);
  }

  private static List<Geometry> redrawn(List<? extends Geometry> raw) {
    List<Building> buildings =
        raw.stream().map(r -> Building.detected(r, Evidence.NONE, List.of("0/0"))).toList();
    List<Geometry> drawn =
        REGULARISER.regularise(buildings, issue -> {}).stream().map(Building::outline).toList();
    drawn.forEach(d -> assertTrue(d.isValid(), () -> d.toString()));
    return drawn;
  }

  private static double iou(Geometry a, Geometry b) {
    double shared = Overlaps.sharedArea(a, b);
    return shared / (a.getArea() + b.getArea() - shared);
  }

  private static void assertRightAngles(Geometry outline) {
    for (double degrees : corners(outline)) {
      assertEquals(90, degrees, 0.1, () -> outline.toString());
    }
  }

  /** Inner or outer angle, whichever is less, at each vertex that is not within a wall. */
  private static List<Double> corners(Geometry noded) {
    // Without the corners of neighbours, which lie in a wall to within a millimetre.
    Geometry outline = TopologyPreservingSimplifier.simplify(noded, 0.003);
    List<Double> result = new ArrayList<>();
    for (int g = 0; g < outline.getNumGeometries(); g++) {
      Polygon polygon = (Polygon) outline.getGeometryN(g);
      for (int r = 0; r <= polygon.getNumInteriorRing(); r++) {
        Coordinate[] ring =
            (r == 0 ? polygon.getExteriorRing() : polygon.getInteriorRingN(r - 1)).getCoordinates();
        for (int i = 0; i + 1 < ring.length; i++) {
          Coordinate before = ring[(i + ring.length - 2) % (ring.length - 1)];
          double degrees = Math.toDegrees(Angle.angleBetween(before, ring[i], ring[i + 1]));
          if (degrees < 178) {
            result.add(degrees);
          }
        }
      }
    }
    return result;
  }

  private static Geometry turned(Geometry house, double degrees) {
    AffineTransformation placed = AffineTransformation.rotationInstance(Math.toRadians(degrees));
    return placed.translate(EAST, NORTH).transform(house);
  }

  private static Geometry polygon(double... xy) {
    Coordinate[] points = new Coordinate[xy.length / 2];
    for (int i = 0; i < points.length; i++) {
      points[i] = new Coordinate(xy[2 * i], xy[2 * i + 1]);
    }
    return GEOMETRIES.createPolygon(points);
  }

  private static Geometry read(String wkt) {
    try {
      return new WKTReader(GEOMETRIES).read(wkt);
    } catch (ParseException e) {
      throw new IllegalArgumentException(wkt, e);
    }
  }
}
