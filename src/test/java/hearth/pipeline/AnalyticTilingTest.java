package hearth.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.footprint.Building;
import hearth.footprint.Detection;
import hearth.footprint.Overlap;
import hearth.footprint.Overlaps;
import hearth.footprint.regular.OutlineRegulariser;
import hearth.footprint.regular.RegularOptions;
import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import hearth.geo.Tile;
import hearth.geo.TileLattice;
import hearth.pipeline.job.PromptSource;
import hearth.raster.Gdal;
import hearth.raster.ImageBlock;
import hearth.raster.ImageryOptions;
import hearth.raster.ImagerySource;
import hearth.raster.LogitMask;
import hearth.segment.BoxPrompt;
import hearth.segment.Embedding;
import hearth.segment.MaskChoice;
import hearth.segment.ModelSpec;
import hearth.segment.Prompt;
import hearth.segment.ScoredMask;
import hearth.segment.Segmenter;
import hearth.vectorize.VectorizeOptions;
import hearth.vectorize.Vectorizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.gdal.gdal.Dataset;
import org.gdal.gdal.gdal;
import org.gdal.osr.SpatialReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.algorithm.locate.IndexedPointInAreaLocator;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Location;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.operation.distance.IndexedFacetDistance;

/**
 * From pixels to buildings with a segmenter whose logits are a pure function of the place: the
 * distance from the wall of the house that is asked about. What the tiles then make of it must not
 * depend on their size, place or number of workers.
 */
@Timeout(300)
class AnalyticTilingTest {
  private static final Crs UTM = Crs.epsg(32645);
  private static final double WEST = 400_000;
  private static final double NORTH = 3_060_000;
  private static final double PIXEL = 0.5;
  private static final int SIZE = 640;

  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  @TempDir static Path folder;
  private static final List<Polygon> TOWN = new ArrayList<>();
  private static List<Building> raw;
  private static List<Building> regular;

  @BeforeAll
  static void build() {
    Gdal.initialise();
    // Larger than a tile of 128 px (64 m): a hall, an L, a ring with a courtyard.
    add(box(10, 10, 150, 16), 0);
    add(box(190, 20, 100, 30), 0.3);
    add(difference(box(10, 50, 100, 90), box(34, 50, 76, 66)), 0);
    add(difference(box(150, 90, 90, 80), box(168, 108, 54, 44)), 0.1);
    // A row of attached houses, and houses that stand alone.
    for (int house = 0; house < 12; house++) {
      add(box(20 + 8 * house, 180, 8, 12), 0);
    }
    Random random = new Random(42);
    for (int row = 0; row < 4; row++) {
      for (int column = 0; column < 11; column++) {
        add(
            box(
                14 + 27 * column + 4 * random.nextDouble(),
                212 + 25 * row + 4 * random.nextDouble(),
                7 + 9 * random.nextDouble(),
                6 + 8 * random.nextDouble()),
            3 * random.nextDouble());
      }
    }
    raw = seams(tiles(1024, 96, 1));
    regular = drawn(raw);
    assertEquals(TOWN.size(), raw.size());
  }

  @ParameterizedTest
  @CsvSource({"128, 32", "160, 32", "256, 32", "256, 64", "512, 64"})
  void buildingsDoNotDependOnTilesOrWorkers(int tileSize, int halo) {
    List<Building> one = seams(tiles(tileSize, halo, 1));
    assertAlike(raw, one);
    assertAlike(regular, drawn(one));
    for (int workers : new int[] {2, 4}) {
      assertEquals(one, seams(tiles(tileSize, halo, workers)), workers + " workers");
    }
  }

  @Test
  void everyHouseIsOneBuildingAndWholeAlsoWhereItIsLargerThanATile() {
    List<Building> found = seams(tiles(128, 32, 2));
    assertEquals(TOWN.size(), partners(outlines(found), TOWN, 0.9));
    for (Building b : found) {
      assertEquals(1, b.outline().getNumGeometries());
    }
    assertEquals(
        1,
        found.stream().filter(b -> ((Polygon) b.outline()).getNumInteriorRing() > 0).count(),
        "the courtyard");
  }

  /** The same buildings by id, also those that are united from parts, each with its partner. */
  private static void assertAlike(List<Building> expected, List<Building> found) {
    assertEquals(ids(expected), ids(found));
    assertEquals(expected.size(), partners(outlines(expected), outlines(found), 0.98));
  }

  private static List<String> ids(List<Building> buildings) {
    return buildings.stream().map(Building::id).toList();
  }

  private static int partners(
      List<? extends Geometry> left, List<? extends Geometry> right, double iou) {
    return (int) Overlaps.between(left, right, iou).stream().map(Overlap::left).distinct().count();
  }

  private static List<Geometry> outlines(List<Building> buildings) {
    return buildings.stream().map(Building::outline).toList();
  }

  private static List<Building> drawn(List<Building> buildings) {
    return BuildingJoin.drawAll(
        buildings,
        Optional.of(new OutlineRegulariser(RegularOptions.ofDetail(2 * PIXEL))),
        issue -> {
          throw new AssertionError(issue.toString());
        });
  }

  /** What a tiling finds, and the tiling. */
  private record Seen(List<Detection> detections, TilePlan plan) {}

  private static List<Building> seams(Seen seen) {
    return BuildingJoin.closeSeams(seen.detections(), seen.plan());
  }

  private static Seen tiles(int tileSize, int halo, int workers) {
    ImagerySource source = ImagerySource.open(List.of(image().toString()), ImageryOptions.DEFAULT);
    TilePlan plan = new TilePlan(UTM, new TileLattice(source.workingGrid(PIXEL), tileSize, halo));
    TileTask.Shared shared =
        new TileTask.Shared(
            source,
            plan.lattice(),
            new AnalyticSegmenter(),
            new MaskOutlines(new Vectorizer(new VectorizeOptions(0.6, 24, 36)), plan.toRun()),
            Optional.empty(),
            0,
            0);
    List<Detection> detections = new ArrayList<>();
    new LocalExecutor(workers)
        .run(
            plan.lattice().tiles(),
            () -> new TileTask(shared, List.of(new TownPrompts())),
            outcome -> detections.addAll(((TileOutcome.Done) outcome).detections()),
            () -> false);
    return new Seen(detections, plan);
  }

  /** A real image, of noise: it tells where the town is. */
  private static Path image() {
    Path file = folder.resolve("image.tif");
    if (file.toFile().exists()) {
      return file;
    }
    byte[] grey = new byte[SIZE * SIZE];
    new Random(1).nextBytes(grey);
    Dataset image = gdal.GetDriverByName("GTiff").Create(file.toString(), SIZE, SIZE, 3);
    image.SetGeoTransform(new double[] {WEST, PIXEL, 0, NORTH, 0, -PIXEL});
    SpatialReference crs = new SpatialReference();
    crs.ImportFromEPSG(32645);
    image.SetProjection(crs.ExportToWkt());
    for (int band = 1; band <= 3; band++) {
      image.GetRasterBand(band).WriteRaster(0, 0, SIZE, SIZE, grey);
    }
    image.delete();
    return file;
  }

  /** A box for each house that the block shows any of, cut to the block. */
  private static final class TownPrompts implements PromptFinder {
    @Override
    public void ask(ImageBlock block, Tile tile, TileQuestions questions) {
      List<TilePrompt> prompts = new ArrayList<>();
      PixelWindow whole = new PixelWindow(0, 0, block.width(), block.height());
      Affine toPixels = block.grid().affine().inverse();
      Geometry ground = block.grid().outline(whole);
      for (Polygon house : TOWN) {
        if (!ground.getEnvelopeInternal().intersects(house.getEnvelopeInternal())) {
          continue;
        }
        Geometry seen = house.intersection(ground);
        if (seen.getArea() > 1) {
          Envelope box = toPixels.toJts().transform(seen).getEnvelopeInternal();
          prompts.add(
              new TilePrompt(
                  new BoxPrompt(
                      box.getMinX(), box.getMinY(), box.getMaxX(), box.getMaxY(), List.of()),
                  0.9,
                  "building",
                  PromptSource.DETECTOR));
        }
      }
      questions.ask(prompts);
    }
  }

  private record Block(Grid grid) implements Embedding {
    @Override
    public int blockWidth() {
      return grid.width();
    }

    @Override
    public int blockHeight() {
      return grid.height();
    }

    @Override
    public void close() {}
  }

  /** Logits every two pixels, as far as a grown box reaches within the block. */
  private static final class AnalyticSegmenter implements Segmenter {
    private static final int STEP = 2;
    private static final int GROWTH = 8;

    @Override
    public ModelSpec spec() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int inputSize() {
      return 1024;
    }

    @Override
    public double groundResolution() {
      return PIXEL;
    }

    @Override
    public Embedding encode(ImageBlock block) {
      return new Block(block.grid());
    }

    @Override
    public Embedding encodePicture(ImageBlock picture) {
      return encode(picture);
    }

    @Override
    public List<ScoredMask> decode(
        Embedding embedding, List<? extends Prompt> prompts, MaskChoice choice) {
      Grid grid = ((Block) embedding).grid();
      return prompts.stream().map(p -> mask(grid, (BoxPrompt) p)).toList();
    }

    private static ScoredMask mask(Grid grid, BoxPrompt box) {
      Polygon house = houseIn(grid, box);
      IndexedPointInAreaLocator inside = new IndexedPointInAreaLocator(house);
      IndexedFacetDistance wall = new IndexedFacetDistance(house.getBoundary());
      int left = Math.max(0, (int) (box.x0() - GROWTH) / STEP);
      int top = Math.max(0, (int) (box.y0() - GROWTH) / STEP);
      int right = Math.min(grid.width() / STEP, (int) (box.x1() + GROWTH) / STEP + 1);
      int bottom = Math.min(grid.height() / STEP, (int) (box.y1() + GROWTH) / STEP + 1);
      float[] logits = new float[(right - left) * (bottom - top)];
      for (int i = 0; i < logits.length; i++) {
        double column = (left + i % (right - left) + 0.5) * STEP;
        double row = (top + i / (right - left) + 0.5) * STEP;
        Coordinate place = grid.affine().apply(column, row);
        double distance = wall.distance(GEOMETRIES.createPoint(place));
        // Rounded to a millimetre: the place itself is only exact to some nanometres.
        double logit = Math.round(1000 * Math.min(distance, 8)) / 1000.0;
        logits[i] = (float) (inside.locate(place) == Location.EXTERIOR ? -logit : logit);
      }
      LogitMask mask =
          new LogitMask(right - left, bottom - top, logits, left * STEP, top * STEP, STEP, STEP);
      return new ScoredMask(mask, 0.9, 0.9);
    }

    private static Polygon houseIn(Grid grid, BoxPrompt box) {
      Polygon asked =
          (Polygon)
              grid.affine()
                  .toJts()
                  .transform(
                      GEOMETRIES.toGeometry(new Envelope(box.x0(), box.x1(), box.y0(), box.y1())));
      Polygon best = TOWN.get(0);
      double most = -1;
      for (Polygon house : TOWN) {
        if (!house.getEnvelopeInternal().intersects(asked.getEnvelopeInternal())) {
          continue;
        }
        Geometry boxOfHouse = GEOMETRIES.toGeometry(house.getEnvelopeInternal());
        double shared = boxOfHouse.intersection(asked).getArea();
        double share = shared / Math.min(boxOfHouse.getArea(), asked.getArea());
        double fit = share + house.intersection(asked).getArea() / asked.getArea();
        if (fit > most) {
          most = fit;
          best = house;
        }
      }
      return best;
    }

    @Override
    public void close() {}
  }

  private static void add(Polygon house, double turn) {
    Coordinate centre = house.getCentroid().getCoordinate();
    Polygon placed =
        (Polygon) AffineTransformation.rotationInstance(turn, centre.x, centre.y).transform(house);
    assertTrue(
        TOWN.stream().noneMatch(other -> other.intersection(placed).getArea() > 1e-3),
        "houses must not overlap");
    TOWN.add(placed);
  }

  private static Polygon box(double x, double y, double width, double height) {
    return (Polygon)
        GEOMETRIES.toGeometry(
            new Envelope(WEST + x, WEST + x + width, NORTH - y - height, NORTH - y));
  }

  private static Polygon difference(Polygon a, Polygon b) {
    return (Polygon) a.difference(b);
  }
}
