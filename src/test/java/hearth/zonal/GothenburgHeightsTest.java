package hearth.zonal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.footprint.Building;
import hearth.footprint.Evidence;
import hearth.footprint.FootprintAccuracy;
import hearth.footprint.FootprintScores;
import hearth.footprint.HeightVerdict;
import hearth.footprint.Status;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.raster.FloatRaster;
import hearth.raster.vector.Feature;
import hearth.raster.vector.VectorLayer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.util.AffineTransformation;

/** A real city with blocks of attached houses on a hill, where its data lie beside the checkout. */
@Timeout(120)
class GothenburgHeightsTest {
  private static final Path CITY = Path.of("..", "shared", "data", "goteborg-sweden");
  private static final String DSM = CITY.resolve("dsm.tif").toString();
  private static final String DTM = CITY.resolve("dtm.tif").toString();
  private static final double MIN_HEIGHT = 2;

  /** The surface model's own system, so that outlines and pixels are compared directly. */
  private final Crs crs = Crs.epsg(3007);

  private List<Building> houses;
  private List<String> names;
  private List<Geometry> known;

  @BeforeEach
  void read() {
    Assumptions.assumeTrue(Files.isDirectory(CITY), "the data lie beside the checkout");
    houses = new ArrayList<>();
    names = new ArrayList<>();
    try (VectorLayer layer = VectorLayer.open(CITY.resolve("buildings.geojson").toString(), null)) {
      Reprojection toRun = new Reprojection(layer.crs(), crs);
      for (Feature f : layer.readAll(i -> {})) {
        houses.add(detection(toRun.apply(f.geometry())));
        names.add("feature " + f.fid());
      }
    }
    known = houses.stream().map(Building::outline).toList();
  }

  @Test
  void heightsWithoutATerrainModelAreThoseWithIt() {
    List<Building> with = check(houses, known, Optional.of(DTM));
    List<Building> without = check(houses, known, Optional.empty());
    double[] errors = new double[houses.size()];
    int kept = 0;
    List<String> low = new ArrayList<>();
    int standing = 0;
    for (int i = 0; i < houses.size(); i++) {
      double truth = with.get(i).heightMetres();
      errors[i] = Math.abs(without.get(i).heightMetres() - truth);
      if (truth >= MIN_HEIGHT) {
        standing++;
        kept += without.get(i).status() == Status.REJECTED ? 0 : 1;
      } else {
        low.add(String.format(Locale.ROOT, "%s (%.2f m)", names.get(i), truth));
      }
    }
    Arrays.sort(errors);
    System.out.printf(
        Locale.ROOT,
        "Gothenburg: %d outlines; error of heights without terrain model: median %.2f m,"
            + " 90th percentile %.2f m, largest %.2f m; %d of %d outlines of %.0f m and more kept;"
            + " lower: %s%n",
        houses.size(),
        errors[errors.length / 2],
        errors[errors.length * 9 / 10],
        errors[errors.length - 1],
        kept,
        standing,
        MIN_HEIGHT,
        String.join(", ", low));
    assertEquals(41, houses.size());
    assertEquals(38, standing);
    assertEquals(3, low.size());
    assertTrue(errors[errors.length / 2] <= 1, "median " + errors[errors.length / 2]);
    assertTrue(kept >= 0.97 * standing, kept + " of " + standing);
  }

  @Test
  void outlinesOnOpenGroundAreRejected() {
    List<Building> planted = onOpenGround();
    List<Geometry> all = new ArrayList<>(known);
    planted.forEach(b -> all.add(b.outline()));
    List<Building> checked = check(planted, all, Optional.empty());
    long rejected = checked.stream().filter(b -> b.status() == Status.REJECTED).count();
    System.out.printf(
        Locale.ROOT,
        "Gothenburg: %d of %d outlines placed on open ground rejected without terrain model%n",
        rejected,
        planted.size());
    assertTrue(planted.size() >= 15, planted.size() + " can be placed");
    assertTrue(rejected >= 0.95 * planted.size(), rejected + " of " + planted.size());
  }

  @Test
  void theFilterRaisesPrecisionAndKeepsRecall() {
    List<Building> with = check(houses, known, Optional.of(DTM));
    List<Geometry> truth =
        with.stream().filter(b -> b.heightMetres() >= MIN_HEIGHT).map(Building::outline).toList();
    List<Building> found = new ArrayList<>();
    for (int i = 0; i < houses.size(); i++) {
      if (with.get(i).heightMetres() >= MIN_HEIGHT) {
        found.add(houses.get(i));
      }
    }
    found.addAll(onOpenGround());
    List<Geometry> all = found.stream().map(Building::outline).toList();
    FootprintScores off = FootprintAccuracy.evaluate(all, truth, Optional.empty());
    List<Geometry> left =
        check(found, all, Optional.empty()).stream()
            .filter(b -> b.status() != Status.REJECTED)
            .map(Building::outline)
            .toList();
    FootprintScores on = FootprintAccuracy.evaluate(left, truth, Optional.empty());
    System.out.printf(
        Locale.ROOT,
        "Gothenburg: filter off precision %.3f recall %.3f; on precision %.3f recall %.3f%n",
        off.at(0.5).precision(),
        off.at(0.5).recall(),
        on.at(0.5).precision(),
        on.at(0.5).recall());
    assertEquals(1, off.at(0.5).recall());
    assertTrue(off.at(0.5).precision() < 0.8);
    assertTrue(on.at(0.5).precision() >= 0.97);
    assertTrue(on.at(0.5).recall() >= 0.97);
  }

  /** Each house that finds room, turned and moved to where nothing stands out by half a metre. */
  private List<Building> onOpenGround() {
    List<Building> planted = new ArrayList<>();
    try (FloatRaster dsm = FloatRaster.open(DSM, 1);
        FloatRaster dtm = FloatRaster.open(DTM, 1)) {
      Grid grid = dsm.grid();
      boolean[] open = new boolean[grid.width() * grid.height()];
      float[] surface = dsm.read(grid.window()).values();
      float[] terrain = dtm.read(grid.window()).values();
      for (int i = 0; i < open.length; i++) {
        open[i] = surface[i] - terrain[i] < 0.5;
      }
      CellCentres centres = new CellCentres(grid);
      known.forEach(k -> close(k, centres, grid, open));
      for (Building house : houses) {
        Optional<Geometry> place = place(house.outline(), centres, grid, open);
        place.ifPresent(
            g -> {
              planted.add(detection(g));
              close(g, centres, grid, open);
            });
      }
    }
    return planted;
  }

  private static Optional<Geometry> place(
      Geometry outline, CellCentres centres, Grid grid, boolean[] open) {
    Coordinate c = outline.getCentroid().getCoordinate();
    for (int turn = 0; turn < 180; turn += 30) {
      Geometry turned =
          AffineTransformation.rotationInstance(Math.toRadians(turn), c.x, c.y).transform(outline);
      Coordinate inside = turned.getInteriorPoint().getCoordinate();
      for (int row = 0; row < grid.height(); row += 2) {
        for (int column = 0; column < grid.width(); column += 2) {
          Coordinate p = grid.centre(column, row);
          if (open[row * grid.width() + column]) {
            Geometry moved =
                AffineTransformation.translationInstance(p.x - inside.x, p.y - inside.y)
                    .transform(turned);
            if (grid.extent().contains(moved.getEnvelopeInternal())
                && isOpen(moved, centres, grid, open)) {
              return Optional.of(moved);
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isOpen(Geometry outline, CellCentres centres, Grid grid, boolean[] open) {
    boolean[] all = {true};
    centres.visit(
        outline,
        grid.window(),
        (row, from, to) -> {
          for (int c = from; c < to && all[0]; c++) {
            all[0] = open[row * grid.width() + c];
          }
        });
    return all[0];
  }

  private static void close(Geometry outline, CellCentres centres, Grid grid, boolean[] open) {
    centres.visit(
        outline,
        grid.window(),
        (row, from, to) ->
            Arrays.fill(open, row * grid.width() + from, row * grid.width() + to, false));
  }

  private static Building detection(Geometry outline) {
    return Building.detected(outline, new Evidence(0.8, 0.9, 0.9, Double.NaN), List.of("0/0"));
  }

  private List<Building> check(
      List<Building> buildings, List<Geometry> all, Optional<String> terrain) {
    try (HeightFilter filter =
        HeightFilter.open(
            new SurfaceOptions(DSM, terrain, MIN_HEIGHT, 35, Optional.empty()), crs)) {
      List<Building> checked = filter.check(buildings, all);
      assertTrue(
          checked.stream()
              .allMatch(b -> b.surface().verdict().orElseThrow() != HeightVerdict.NO_EVIDENCE));
      return checked;
    }
  }
}
