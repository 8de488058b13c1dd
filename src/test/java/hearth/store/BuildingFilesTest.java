package hearth.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.footprint.Building;
import hearth.footprint.OutlineStyle;
import hearth.footprint.Status;
import hearth.geo.Crs;
import hearth.geo.InputException;
import hearth.geo.PixelWindow;
import hearth.raster.FloatRaster;
import hearth.raster.vector.Feature;
import hearth.raster.vector.VectorLayer;
import java.awt.Color;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.MultiPolygon;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

@Timeout(60)
class BuildingFilesTest {
  @RegisterExtension static final PostgresExtension POSTGRES = new PostgresExtension();

  private static final Building PEOPLED = Rows.added(10, 10, 8);
  private static final Building NAMED =
      Rows.osm(5, Map.of("building", "yes", "name", "नेपाल \"बैंक\""), 60, 10, 12);
  private static final Building OVERLAP =
      Rows.added(100, 10, 9).withStatus(Status.OVERLAP, "cuts into way/5");

  @TempDir Path folder;

  private final RunStore store = new RunStore(POSTGRES.database());
  private final BuildingFiles files = new BuildingFiles(store);

  @BeforeAll
  static void writeRun() {
    try (RunAttempt run = new RunStore(POSTGRES.database()).begin(Rows.start("files"))) {
      run.finish(
          new RunResult(
              List.of(OVERLAP, NAMED, PEOPLED),
              Optional.of(Rows.population(new Double[][] {{1.5, null}, {0.0, 2.0}, {4.0, 8.0}}))));
    }
  }

  @Test
  void theGeoPackageHasBothLayers() {
    Path file = folder.resolve("buildings.gpkg");
    files.writeGeoPackage(store.require("files"), file);

    List<Feature> merged = read(file, "buildings");
    List<Feature> all = read(file, "candidates");

    assertEquals(List.of(PEOPLED, NAMED).stream().map(Building::id).sorted().toList(), ids(merged));
    assertEquals(
        List.of(PEOPLED, NAMED, OVERLAP).stream().map(Building::id).sorted().toList(), ids(all));
    Feature peopled = find(merged, PEOPLED);
    assertEquals(15.5, (Double) peopled.attributes().get("population"), 1e-12);
    assertEquals(64.0, (Double) peopled.attributes().get("area_m2"), 1e-6);
    assertEquals(0.5, peopled.attributes().get("score"));
    assertEquals("red house", peopled.attributes().get("label"));
    assertFalse(peopled.attributes().containsKey("height_m"), "not known");
    assertTrue(peopled.geometry() instanceof MultiPolygon);
    Feature named = find(merged, NAMED);
    assertEquals("way/5", named.attributes().get("osm_id"));
    assertEquals("नेपाल \"बैंक\"", named.attributes().get("name"));
    assertEquals(true, named.attributes().get("residential"));
    assertFalse(named.attributes().containsKey("label"), "no detector asked");
    assertFalse(named.attributes().containsKey("population"), "not known is not nobody");
    assertEquals("cuts into way/5", find(all, OVERLAP).attributes().get("reason"));
  }

  @Test
  void theSameRunGivesTheSameBytes() throws Exception {
    Path first = folder.resolve("a/buildings.gpkg");
    Path second = folder.resolve("b/buildings.gpkg");
    Files.createDirectories(first.getParent());
    Files.createDirectories(second.getParent());
    files.writeGeoPackage(store.require("files"), first);
    files.writeGeoPackage(store.require("files"), second);

    assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
  }

  @Test
  void aStageWithoutDatabaseWritesTheSameRows() {
    Path file = folder.resolve("stage.gpkg");
    Path stored = folder.resolve("stored.gpkg");
    BuildingFiles.write(List.of(OVERLAP, PEOPLED, NAMED), Rows.CRS, file);
    files.writeGeoPackage(store.require("files"), stored);

    assertEquals(ids(read(stored, "candidates")), ids(read(file, "candidates")));
    assertTrue(
        find(read(stored, "buildings"), NAMED)
            .geometry()
            .equalsExact(find(read(file, "buildings"), NAMED).geometry()));
  }

  /** The rows that QGIS looks for: schema, table and geometry column must be these. */
  @Test
  void qgisFindsAStyleForEveryStatus() throws Exception {
    Path stored = folder.resolve("buildings.gpkg");
    Path stage = folder.resolve("stage.gpkg");
    files.writeGeoPackage(store.require("files"), stored);
    BuildingFiles.write(List.of(OVERLAP, PEOPLED, NAMED), Rows.CRS, stage);

    for (Path file : List.of(stored, stage)) {
      Set<String> merged =
          Arrays.stream(Status.values())
              .filter(Status::isMerged)
              .map(Status::code)
              .collect(Collectors.toSet());
      Set<String> all =
          Arrays.stream(Status.values()).map(Status::code).collect(Collectors.toSet());
      merged.add("given");
      all.add("given");
      assertEquals(merged, categories(file, "buildings"));
      assertEquals(all, categories(file, "candidates"));
    }
  }

  /** Values of the categories, each with a symbol in the style's own colour. */
  private static Set<String> categories(Path file, String layer) throws Exception {
    Element qml = style(file, layer);
    assertEquals("qgis", qml.getTagName());
    Element renderer = (Element) qml.getElementsByTagName("renderer-v2").item(0);
    assertEquals("categorizedSymbol", renderer.getAttribute("type"));
    assertTrue(renderer.getAttribute("attr").contains("\"status\""), renderer.getAttribute("attr"));
    Map<String, Element> symbols = new HashMap<>();
    NodeList symbolNodes = qml.getElementsByTagName("symbol");
    for (int i = 0; i < symbolNodes.getLength(); i++) {
      Element symbol = (Element) symbolNodes.item(i);
      symbols.put(symbol.getAttribute("name"), symbol);
    }
    Set<String> values = new HashSet<>();
    NodeList categories = qml.getElementsByTagName("category");
    for (int i = 0; i < categories.getLength(); i++) {
      Element category = (Element) categories.item(i);
      String value = category.getAttribute("value");
      assertTrue(values.add(value), value + " twice");
      OutlineStyle style =
          Arrays.stream(Status.values())
              .filter(status -> status.code().equals(value))
              .map(OutlineStyle::of)
              .findFirst()
              .orElse(OutlineStyle.GIVEN);
      assertEquals(style.label(), category.getAttribute("label"));
      Color colour = style.colour();
      assertEquals(
          "%d,%d,%d,255".formatted(colour.getRed(), colour.getGreen(), colour.getBlue()),
          property(symbols.get(category.getAttribute("symbol")), "outline_color"));
    }
    return values;
  }

  private static Element style(Path file, String layer) throws Exception {
    try (VectorLayer styles = VectorLayer.open(file.toString(), "layer_styles")) {
      assertFalse(styles.hasGeometry());
      styles.filter(
          "f_table_schema = '' AND f_table_name = '%s' AND f_geometry_column = 'geom'"
              .formatted(layer));
      List<Feature> rows = styles.readAll(issue -> {});
      assertEquals(1, rows.size());
      Map<String, Object> row = rows.get(0).attributes();
      assertEquals("", row.get("f_table_catalog"));
      assertEquals(true, row.get("useAsDefault"));
      assertTrue(
          row.get("update_time").toString().startsWith("2000/01/01"),
          row.get("update_time").toString());
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader((String) row.get("styleQML"))))
          .getDocumentElement();
    }
  }

  private static String property(Element symbol, String key) {
    NodeList properties = symbol.getElementsByTagName("prop");
    for (int i = 0; i < properties.getLength(); i++) {
      Element property = (Element) properties.item(i);
      if (property.getAttribute("k").equals(key)) {
        return property.getAttribute("v");
      }
    }
    throw new AssertionError("no property " + key);
  }

  @Test
  void otherFormatsHoldTheMergedBuildings() {
    RunInfo run = store.require("files");
    for (ExportFormat format : List.of(ExportFormat.FGB, ExportFormat.GEOJSON)) {
      Path file = folder.resolve("out" + format.extensions().get(0));
      files.export(run, format, file, false);

      assertEquals(2, read(file, null).size());
      InputException e =
          assertThrows(InputException.class, () -> files.export(run, format, file, false));
      assertTrue(e.getMessage().contains("exists"), e.getMessage());
      files.export(run, format, file, true);
    }
  }

  @Test
  void theRasterComesBack() {
    Path file = folder.resolve("density.tif");
    files.export(store.require("files"), ExportFormat.COG, file, false);

    try (FloatRaster raster = FloatRaster.open(file.toString(), 1)) {
      assertEquals(Rows.WEST, raster.grid().affine().originX());
      assertArrayEquals(
          new float[] {1.5f, Float.NaN, 0, 2, 4, 8},
          raster.read(new PixelWindow(0, 0, 2, 3)).values());
    }
    try (FloatRaster raster = FloatRaster.open(file.toString(), 4)) {
      assertEquals(0.5f, raster.read(new PixelWindow(0, 2, 1, 1)).values()[0]);
    }
  }

  @Test
  void formatsThatCannotBeWrittenAreExplained() {
    RunInfo run = store.require("files");
    String unknown =
        assertThrows(InputException.class, () -> ExportFormat.parse("dwg")).getMessage();
    assertTrue(unknown.contains("format dwg is not known"), unknown);
    String name =
        assertThrows(
                InputException.class,
                () -> files.export(run, ExportFormat.COG, folder.resolve("x.gpkg"), false))
            .getMessage();
    assertTrue(name.contains("does not end in .tif or .tiff"), name);
  }

  private static List<String> ids(List<Feature> features) {
    return features.stream().map(f -> (String) f.attributes().get("id")).toList();
  }

  private static Feature find(List<Feature> features, Building building) {
    return features.stream()
        .filter(f -> f.attributes().get("id").equals(building.id()))
        .findFirst()
        .orElseThrow();
  }

  private static List<Feature> read(Path file, String layer) {
    List<Feature> found = new ArrayList<>();
    try (VectorLayer open = VectorLayer.open(file.toString(), layer)) {
      assertEquals(Crs.WGS84, open.crs());
      open.forEach(issue -> {}, found::add);
    }
    return found;
  }
}
