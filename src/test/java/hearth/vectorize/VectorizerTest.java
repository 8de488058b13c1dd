package hearth.vectorize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.DataIssue;
import hearth.raster.LogitMask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.algorithm.distance.DiscreteHausdorffDistance;
import org.locationtech.jts.algorithm.locate.IndexedPointInAreaLocator;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Location;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

class VectorizerTest {

  @Test
  void aSinglePixelIsADiamond() {
    assertOutline(
        "POLYGON ((1.5 1, 2 1.5, 1.5 2, 1 1.5, 1.5 1))",
        """
        ...
        .#.
        ...
        """);
  }

  @Test
  void crossingsAreInterpolated() {
    // From +3 to -1 the level 0 is at three quarters of the way.
    assertOutline(
        "POLYGON ((1.5 0.75, 2.25 1.5, 1.5 2.25, 0.75 1.5, 1.5 0.75))",
        """
        ...
        .+.
        ...
        """);
  }

  @Test
  void aMaskFullOfOnesIsItsRectangle() {
    assertOutline(
        "POLYGON ((0 0, 3 0, 3 2, 0 2, 0 0))",
        """
        ###
        ###
        """);
    assertOutline("POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))", "#\n");
  }

  @Test
  void theRimClosesWhatTouchesIt() {
    assertOutline(
        "POLYGON ((0 0, 2 0, 2 1.5, 1.5 2, 0 2, 0 0))",
        """
        ##.
        ##.
        ...
        """);
    assertOutline(
        "POLYGON ((1 0, 2 0, 2 3, 1 3, 1 0))",
        """
        .#.
        .#.
        .#.
        """);
  }

  @Test
  void holesAreKept() {
    assertOutline(
        "POLYGON ((0 0, 5 0, 5 5, 0 5, 0 0), (2.5 2, 2 2.5, 2.5 3, 3 2.5, 2.5 2))",
        """
        #####
        #####
        ##.##
        #####
        #####
        """);
  }

  @Test
  void smallHolesAreFilled() {
    LogitMask mask =
        Pictures.of("########", "#.######", "#####..#", "#####..#", "########", "########");
    Polygon outline = vectorize(new VectorizeOptions(0, 0, 1), mask).orElseThrow();
    assertEquals(1, outline.getNumInteriorRing());
    assertEquals(new Coordinate(6, 3), outline.getInteriorRingN(0).getCentroid().getCoordinate());
  }

  @Test
  void anIslandInAHoleIsNotTheBuildings() {
    // The ring around the island is a hole of the building; the island and its own hole go.
    assertOutline(
        "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0),"
            + " (1 1.5, 1 7.5, 1.5 8, 7.5 8, 8 7.5, 8 1.5, 7.5 1, 1.5 1, 1 1.5))",
        """
        #########
        #.......#
        #.#####.#
        #.#####.#
        #.##.##.#
        #.#####.#
        #.#####.#
        #.......#
        #########
        """);
  }

  @Test
  void theLargestRegionIsTaken() {
    assertOutline(
        "POLYGON ((5 1.5, 5.5 1, 7 1, 7 3, 5.5 3, 5 2.5, 5 1.5))",
        """
        .......
        .#...##
        .#...##
        .......
        """);
  }

  @Test
  void ofEqualRegionsTheFirstIsTaken() {
    assertOutline(
        "POLYGON ((3 0, 4 0, 4 1, 3.5 1, 3 0.5, 3 0))",
        """
        ...#
        ....
        #...
        """);
  }

  @Test
  void aHoleBesideAnotherFindsItsShell() {
    Polygon outline =
        vectorize(
                VectorizeOptions.EXACT,
                Pictures.of(
                    "..........", //
                    ".########.",
                    ".#.##.#.#.",
                    ".########.",
                    ".##.#.##..",
                    ".#######.."))
            .orElseThrow();
    assertEquals(5, outline.getNumInteriorRing());
    assertTrue(outline.isValid());
  }

  @Test
  void aSaddleIsDecidedByItsBilinearValue() {
    // +3 * +3 > (-1) * (-1): the surface is positive at the saddle, the two pixels are one region.
    Polygon joined =
        vectorize(VectorizeOptions.EXACT, Pictures.of("....", ".+..", "..+.", "...."))
            .orElseThrow();
    assertTrue(joined.contains(joined.getFactory().createPoint(new Coordinate(2, 2))));
    assertEquals(0, joined.getNumInteriorRing());
    // Turned about: -3 * -3 > 1 * 1, two regions that do not touch.
    LogitMask apart = scaled(Pictures.of("....", ".#..", "..#.", "...."), v -> v < 0 ? 3 * v : v);
    Polygon one = vectorize(VectorizeOptions.EXACT, apart).orElseThrow();
    assertTrue(one.getEnvelopeInternal().getMaxX() < 2);
  }

  @Test
  void aBalancedSaddleIsOutside() {
    Polygon one =
        vectorize(VectorizeOptions.EXACT, Pictures.of("....", ".#..", "..#.", "...."))
            .orElseThrow();
    assertTrue(one.getEnvelopeInternal().getMaxX() <= 2);
  }

  @Test
  void zeroIsOutsideAndRingsThatMeetInItStayApart() {
    Optional<Polygon> none = vectorize(VectorizeOptions.EXACT, Pictures.of("000", "000"));
    assertTrue(none.isEmpty());
    Polygon outline =
        vectorize(VectorizeOptions.EXACT, Pictures.of("###", "#0#", "###", "#0#", "###"))
            .orElseThrow();
    assertEquals(2, outline.getNumInteriorRing());
    assertTrue(outline.isValid());
  }

  @Test
  void nothingPositiveIsNothing() {
    List<DataIssue> issues = new ArrayList<>();
    assertTrue(
        new Vectorizer(VectorizeOptions.EXACT)
            .vectorize(Pictures.of("...", "..."), issues::add)
            .isEmpty());
    assertTrue(issues.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"N", "I"})
  void logitsThatAreNotFiniteAreReported(String bad) {
    List<DataIssue> issues = new ArrayList<>();
    Optional<Polygon> outline =
        new Vectorizer(VectorizeOptions.EXACT)
            .vectorize(Pictures.of("###", "#" + bad + "#"), issues::add);
    assertTrue(outline.isEmpty());
    assertEquals(List.of("mask-not-finite"), issues.stream().map(DataIssue::code).toList());
  }

  @Test
  void smallPolygonsAreDropped() {
    LogitMask mask = Pictures.of("....", ".##.", "....");
    double area = vectorize(VectorizeOptions.EXACT, mask).orElseThrow().getArea();
    assertTrue(vectorize(new VectorizeOptions(0, area, 0), mask).isPresent());
    assertTrue(vectorize(new VectorizeOptions(0, area * 1.001, 0), mask).isEmpty());
  }

  @Test
  void aMaskOfSinglePixelsHoldsNoBuilding() {
    LogitMask specks =
        Pictures.of("#.#.#.#", ".......", "#.#.#.#", ".......", "#.#.#.#", ".......", "#.#.#.#");
    assertTrue(vectorize(new VectorizeOptions(0.5, 4, 4), specks).isEmpty());
    List<DataIssue> issues = new ArrayList<>();
    Geometry all = new Vectorizer(VectorizeOptions.EXACT).regions(specks, issues::add);
    assertEquals(16, all.getNumGeometries());
    assertTrue(all.isValid());
    assertEquals(List.of(), issues);
    LogitMask board = Pictures.of("#.#.", ".#.#", "#.#.", ".#.#");
    assertTrue(vectorize(new VectorizeOptions(0.5, 4, 4), board).isEmpty());
  }

  @Test
  void noiseOfThousandsOfHolesTakesSecondsAndStaysAsTraced() {
    Random random = new Random(1);
    float[] logits = new float[512 * 512];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = random.nextInt(4) == 0 ? -1 : 1;
    }
    LogitMask noise = new LogitMask(512, 512, logits, 0, 0, 1, 1);
    List<DataIssue> issues = new ArrayList<>();
    Vectorizer rough = new Vectorizer(new VectorizeOptions(0.1, 0, 0));
    Geometry all =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> rough.regions(noise, issues::add), "noise");
    assertTrue(all.isValid());
    assertEquals(List.of("mask-speckled"), issues.stream().map(DataIssue::code).toList());
    Geometry traced = new Vectorizer(VectorizeOptions.EXACT).regions(noise, issues::add);
    assertEquals(traced.getNumGeometries(), all.getNumGeometries());
    assertEquals(traced.getArea(), all.getArea(), 0.01 * traced.getArea());
    issues.clear();
    Polygon largest =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20),
            () -> rough.vectorize(noise, issues::add).orElseThrow(),
            "largest");
    assertTrue(largest.getNumInteriorRing() > 5000, largest.getNumInteriorRing() + " holes");
    assertEquals(List.of("mask-speckled"), issues.stream().map(DataIssue::code).toList());
    // Small holes filled, as it is done for buildings, it is an outline like any other.
    issues.clear();
    Polygon filled =
        new Vectorizer(new VectorizeOptions(0.1, 4, 25))
            .vectorize(noise, issues::add)
            .orElseThrow();
    assertTrue(filled.isValid());
    assertEquals(List.of(), issues);
  }

  @ParameterizedTest
  @ValueSource(doubles = {6, 11.3, 25})
  void aDiscHasItsAreaAndPlace(double radius) {
    // Chords of a step on an arc of radius r lie within 1 / (8 r) of it.
    double cx = 31.37;
    double cy = 29.81;
    Polygon outline =
        vectorize(VectorizeOptions.EXACT, Pictures.sample(64, 64, 0, 0, 1, disc(cx, cy, radius)))
            .orElseThrow();
    double area = Math.PI * radius * radius;
    assertEquals(area, outline.getArea(), 2 * Math.PI * radius * (1 / (4 * radius)));
    assertEquals(cx, outline.getCentroid().getX(), 0.01);
    assertEquals(cy, outline.getCentroid().getY(), 0.01);
    for (Coordinate c : outline.getCoordinates()) {
      assertEquals(radius, Math.hypot(c.x - cx, c.y - cy), 1 / (4 * radius));
    }
  }

  @Test
  void aRotatedRectangleIsFoundWithinATenthOfAStep() {
    AffineTransformation turn = AffineTransformation.rotationInstance(0.5, 30, 30);
    Geometry truth =
        turn.transform(read("POLYGON ((14.3 20.8, 45.9 20.8, 45.9 41.2, 14.3 41.2, 14.3 20.8))"));
    DoubleBinaryOperator f =
        (x, y) -> {
          double u = Math.cos(0.5) * (x - 30) + Math.sin(0.5) * (y - 30) + 30;
          double v = -Math.sin(0.5) * (x - 30) + Math.cos(0.5) * (y - 30) + 30;
          return Math.min(Math.min(u - 14.3, 45.9 - u), Math.min(v - 20.8, 41.2 - v));
        };
    for (double step : new double[] {1, 2}) {
      int size = (int) (60 / step);
      Polygon outline =
          vectorize(new VectorizeOptions(0.1, 0, 0), Pictures.sample(size, size, 0, 0, step, f))
              .orElseThrow();
      // Straight edges are exact; only the corners are cut, by less than half a step each.
      double iou = outline.intersection(truth).getArea() / outline.union(truth).getArea();
      assertTrue(iou > 1 - 0.004 * step, "IoU " + iou);
      assertTrue(
          DiscreteHausdorffDistance.distance(outline, truth) < 0.75 * step,
          "corners " + DiscreteHausdorffDistance.distance(outline, truth));
      assertTrue(outline.getNumPoints() < 22, "points " + outline.getNumPoints());
    }
  }

  @Test
  void movingTheWindowMovesTheOutline() {
    DoubleBinaryOperator f =
        (x, y) -> Math.sin(x / 5) + Math.cos(y / 7) + 0.3 * Math.sin(x * y / 90);
    LogitMask here = Pictures.sample(80, 60, 0, 0, 2, f);
    LogitMask there =
        new LogitMask(80, 60, here.logits().clone(), 1024, -512, here.stepX(), here.stepY());
    VectorizeOptions options = new VectorizeOptions(0.7, 0, 0);
    Geometry moved =
        AffineTransformation.translationInstance(1024, -512)
            .transform(vectorize(options, here).orElseThrow());
    assertTrue(vectorize(options, there).orElseThrow().equalsExact(moved, 1e-9));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomBlobsGiveValidOutlinesThatGiveTheMaskBack(int seed) {
    Random random = new Random(seed);
    for (int trial = 0; trial < 40; trial++) {
      LogitMask mask = randomMask(random, 1 + random.nextInt(40), 1 + random.nextInt(40));
      Optional<Polygon> traced = vectorize(VectorizeOptions.EXACT, mask);
      if (traced.isEmpty()) {
        continue;
      }
      assertTrue(traced.get().isValid());
      assertSigns(mask, traced.get());
      for (double tolerance : new double[] {0.3, 1, 3}) {
        List<DataIssue> issues = new ArrayList<>();
        Optional<Polygon> simple =
            new Vectorizer(new VectorizeOptions(tolerance, 0, 0)).vectorize(mask, issues::add);
        simple.ifPresent(p -> assertTrue(p.isValid()));
        assertTrue(issues.isEmpty(), "repaired: " + issues);
      }
    }
  }

  /**
   * Every logit inside the outline is positive; every positive one that is outside belongs to
   * another region, so that the outline runs between logits of different sign only.
   */
  private static void assertSigns(LogitMask mask, Polygon outline) {
    IndexedPointInAreaLocator locator = new IndexedPointInAreaLocator(outline);
    boolean[][] inside = new boolean[mask.height()][mask.width()];
    for (int row = 0; row < mask.height(); row++) {
      for (int column = 0; column < mask.width(); column++) {
        Coordinate c =
            new Coordinate(
                mask.originX() + (column + 0.5) * mask.stepX(),
                mask.originY() + (row + 0.5) * mask.stepY());
        inside[row][column] = locator.locate(c) == Location.INTERIOR;
        if (inside[row][column]) {
          assertTrue(mask.at(column, row) > 0, "outside at " + column + ", " + row);
        }
      }
    }
    for (int row = 0; row < mask.height(); row++) {
      for (int column = 0; column + 1 < mask.width(); column++) {
        if (inside[row][column] != inside[row][column + 1]) {
          assertTrue((mask.at(column, row) > 0) != (mask.at(column + 1, row) > 0));
        }
      }
    }
    for (int row = 0; row + 1 < mask.height(); row++) {
      for (int column = 0; column < mask.width(); column++) {
        if (inside[row][column] != inside[row + 1][column]) {
          assertTrue((mask.at(column, row) > 0) != (mask.at(column, row + 1) > 0));
        }
      }
    }
  }

  /** Noise, smoothed now and then, with exact zeros strewn in. */
  private static LogitMask randomMask(Random random, int width, int height) {
    float[] v = new float[width * height];
    double bias = random.nextDouble() - 0.3;
    for (int i = 0; i < v.length; i++) {
      v[i] = random.nextInt(20) == 0 ? 0 : (float) (random.nextGaussian() + bias);
    }
    if (random.nextBoolean()) {
      float[] s = v.clone();
      for (int row = 1; row + 1 < height; row++) {
        for (int column = 1; column + 1 < width; column++) {
          int i = row * width + column;
          s[i] = (v[i - width] + v[i - 1] + v[i] + v[i + 1] + v[i + width]) / 5;
        }
      }
      v = s;
    }
    return new LogitMask(width, height, v, 3.5, -2, 2, 2);
  }

  private static DoubleBinaryOperator disc(double cx, double cy, double radius) {
    return (x, y) -> radius - Math.hypot(x - cx, y - cy);
  }

  private static LogitMask scaled(LogitMask mask, DoubleUnaryOperator f) {
    float[] v = new float[mask.logits().length];
    for (int i = 0; i < v.length; i++) {
      v[i] = (float) f.applyAsDouble(mask.logits()[i]);
    }
    return new LogitMask(mask.width(), mask.height(), v, 0, 0, 1, 1);
  }

  private static Optional<Polygon> vectorize(VectorizeOptions options, LogitMask mask) {
    return new Vectorizer(options).vectorize(mask, issue -> {});
  }

  /** Compares after leaving out points on straight lines, which tracing leaves along the rim. */
  private static void assertOutline(String wkt, String picture) {
    Polygon outline =
        vectorize(
                new VectorizeOptions(1e-4, 0, 0),
                Pictures.of(picture.lines().toArray(String[]::new)))
            .orElseThrow();
    Geometry expected = read(wkt).norm();
    assertTrue(
        expected.equalsExact(outline.norm(), 1e-5),
        () -> "expected " + expected + "\n but got " + outline.norm());
  }

  private static Geometry read(String wkt) {
    try {
      return new WKTReader().read(wkt);
    } catch (ParseException e) {
      throw new IllegalArgumentException(wkt, e);
    }
  }
}
