package hearth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.conflate.OsmBuilding;
import hearth.conflate.OsmData;
import hearth.conflate.OsmReader;
import hearth.geo.Crs;
import hearth.geo.DataIssue;
import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import hearth.population.Census;
import hearth.population.CensusOptions;
import hearth.population.CensusReader;
import hearth.population.CensusUnit;
import hearth.raster.ImageBlock;
import hearth.raster.ImageReader;
import hearth.raster.ImageryOptions;
import hearth.raster.ImagerySource;
import hearth.raster.vector.Feature;
import hearth.raster.vector.VectorLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;

/** What the sample's README promises. */
class SampleTest {
  private static final Path SAMPLE = Path.of("data-samples/banepa");
  private static final Crs UTM = Crs.epsg(32645);

  /** Left out of all training (see models/training), and the part of it that no site overlaps. */
  private static final Envelope RESERVED = new Envelope(85.5162, 85.52445, 27.6345, 27.63853);

  private static final long LARGEST_IMAGE_BYTES = 3L << 20;

  @Test
  void theImageryIsSmallWholeAndUnseenByTheModels() throws IOException {
    Path file = SAMPLE.resolve("imagery.tif");
    assertTrue(Files.size(file) <= LARGEST_IMAGE_BYTES);
    ImagerySource source = ImagerySource.open(List.of(file.toString()), ImageryOptions.DEFAULT);
    assertTrue(RESERVED.contains(source.extent()), source.extent().toString());
    assertEquals(0.53, source.groundResolution(), 0.01);
    Grid grid = source.workingGrid(2.0);
    try (ImageReader reader = source.reader(grid)) {
      // The last column and row of the grid may lie mostly beyond the image.
      ImageBlock block = reader.read(new PixelWindow(0, 0, grid.width() - 1, grid.height() - 1));
      for (byte valid : block.valid()) {
        assertEquals(1, valid, "every pixel shows something");
      }
    }
  }

  @Test
  void nothingThatIsWithheldIsKnownToOsm() {
    OsmData osm = osm(new ArrayList<>());
    Set<String> known = new HashSet<>();
    osm.buildings().forEach(b -> known.add(b.element().ref()));
    List<Feature> withheld = features("withheld.geojson");
    assertEquals(300, withheld.size());
    for (Feature building : withheld) {
      String ref =
          building.attributes().get("osm_type") + "/" + building.attributes().get("osm_id");
      assertFalse(known.contains(ref), ref);
    }
    Geometry area = features("withheld-area.geojson").get(0).geometry();
    assertFalse(osm.extent().intersects(area), "OSM's extent ends before the withheld area");
    for (OsmBuilding building : osm.buildings()) {
      assertFalse(building.outline().intersects(area), building.element().ref());
    }
  }

  @Test
  void osmHoldsTheWestHalfWithItsCourtyard() {
    List<DataIssue> issues = new ArrayList<>();
    OsmData osm = osm(issues);
    assertEquals(List.of(), issues);
    assertEquals(304, osm.buildings().size());
    assertEquals(
        1, osm.buildings().stream().filter(b -> b.element().type().equals("relation")).count());
    assertTrue(osm.buildings().stream().allMatch(b -> b.outline().intersects(osm.extent())));
  }

  @Test
  void fourZonesWithFiguresLieWithinTheImage() {
    String file = SAMPLE.resolve("census.gpkg").toString();
    List<DataIssue> issues = new ArrayList<>();
    Census census =
        CensusReader.read(CensusOptions.of(file, "population", "zone_id"), UTM, issues::add);
    assertEquals(List.of(), issues);
    assertEquals(
        List.of("BNP-1", "BNP-2", "BNP-3", "BNP-4"),
        census.units().stream().map(CensusUnit::id).toList());
    assertEquals(2586, census.units().stream().mapToDouble(CensusUnit::persons).sum());
    ImagerySource source =
        ImagerySource.open(
            List.of(SAMPLE.resolve("imagery.tif").toString()), ImageryOptions.DEFAULT);
    Geometry image = outline(source);
    for (CensusUnit unit : census.units()) {
      assertTrue(image.buffer(-4).contains(unit.area()), unit.id());
      assertNotEquals(0, unit.persons());
    }
  }

  private static Geometry outline(ImagerySource source) {
    Grid grid = source.workingGrid(2.0);
    return source.crs().to(UTM).apply(grid.outline(grid.window()));
  }

  private static OsmData osm(List<DataIssue> issues) {
    return OsmReader.read(SAMPLE.resolve("osm.osm.pbf"), issues::add);
  }

  private static List<Feature> features(String file) {
    try (VectorLayer layer = VectorLayer.open(SAMPLE.resolve(file).toString(), null)) {
      return layer.readAll(
          issue -> {
            throw new AssertionError(issue.toString());
          });
    }
  }
}
