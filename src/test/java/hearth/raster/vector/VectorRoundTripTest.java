package hearth.raster.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.Crs;
import hearth.geo.DataIssue;
import hearth.geo.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

/** What is written comes back: geometry, axis order, attributes, and the same bytes each time. */
class VectorRoundTripTest {
  private static final List<VectorField> FIELDS =
      List.of(
          new VectorField("name", FieldType.STRING),
          new VectorField("levels", FieldType.INTEGER),
          new VectorField("height_m", FieldType.REAL),
          new VectorField("home", FieldType.BOOLEAN));

  /** Longitude is far from latitude, so that swapped axes show. */
  private static final List<Feature> HOUSES =
      List.of(
          Feature.of(
              wkt("POLYGON ((85.5 27.6, 85.501 27.6, 85.501 27.601, 85.5 27.601, 85.5 27.6))"),
              row("name", "Käṭhmāḍaũ \"1\"", "levels", 3L, "height_m", 9.25, "home", true)),
          Feature.of(
              wkt("POLYGON ((85.6 27.6, 85.601 27.6, 85.601 27.601, 85.6 27.601, 85.6 27.6))"),
              row("name", "b", "levels", 9_000_000_000L, "home", false)),
          Feature.of(
              wkt(
                  "POLYGON ((85.7 27.6, 85.71 27.6, 85.71 27.61, 85.7 27.61, 85.7 27.6),"
                      + " (85.702 27.602, 85.702 27.608, 85.708 27.608, 85.708 27.602,"
                      + " 85.702 27.602))"),
              row("name", "c", "levels", 0L, "height_m", -0.5, "home", true)));

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"gpkg", "fgb", "geojson", "geojsonl"})
  void featuresComeBackAsTheyWereWritten(String extension) {
    Path file = folder.resolve("houses." + extension);
    write(file, Crs.WGS84, GeometryType.POLYGON, HOUSES);

    try (VectorLayer layer = VectorLayer.open(file.toString(), null)) {
      assertEquals(Crs.WGS84, layer.crs());
      assertEquals(3, layer.count());
      assertEquals(
          List.of("name", "levels", "height_m", "home"),
          layer.fields().stream().map(VectorField::name).toList());
      List<DataIssue> issues = new ArrayList<>();
      // FlatGeobuf orders features along a Hilbert curve.
      List<Feature> read = new ArrayList<>(layer.readAll(issues::add));
      read.sort((a, b) -> Double.compare(west(a), west(b)));
      assertEquals(List.of(), issues);
      for (int i = 0; i < HOUSES.size(); i++) {
        assertTrue(
            HOUSES.get(i).geometry().norm().equalsExact(read.get(i).geometry().norm(), 1e-7),
            read.get(i).geometry().toText());
        assertEquals(HOUSES.get(i).attributes(), read.get(i).attributes());
      }
    }
  }

  @Test
  void shapefileKeepsGeometriesAndReportsShortenedNames() {
    Path file = folder.resolve("houses.shp");
    List<DataIssue> issues = new ArrayList<>();
    try (VectorWriter writer = VectorWriter.create(file, issues::add)) {
      writer.addLayer(
          "houses",
          Crs.epsg(32645),
          List.of(new VectorField("population_density", FieldType.REAL)),
          GeometryType.MULTIPOLYGON,
          List.of(
                  Feature.of(
                      wkt("POLYGON ((0 0, 10 0, 10 20, 0 20, 0 0))"),
                      row("population_density", 1.5)))
              .iterator());
      writer.commit();
    }
    assertEquals(List.of("field-renamed"), issues.stream().map(DataIssue::code).toList());
    try (VectorLayer layer = VectorLayer.open(file.toString(), "houses")) {
      assertEquals(Crs.epsg(32645), layer.crs());
      Feature only = layer.readAll(issues::add).get(0);
      assertEquals(200, only.geometry().getArea(), 1e-9);
      assertEquals(Map.of("population", 1.5), only.attributes());
    }
  }

  @Test
  void geoJsonIsInLongitudeAndLatitudeWhateverTheLayersSystem() {
    Path file = folder.resolve("utm.geojson");
    Geometry square =
        wkt("POLYGON ((350000 3057000, 350100 3057000, 350100 3057100, 350000 3057000))");
    write(file, Crs.epsg(32645), GeometryType.POLYGON, List.of(Feature.of(square, Map.of())));
    try (VectorLayer layer = VectorLayer.open(file.toString(), null)) {
      assertEquals(Crs.WGS84, layer.crs());
      Geometry read = layer.readAll(i -> {}).get(0).geometry();
      Geometry back = Crs.WGS84.to(Crs.epsg(32645)).apply(read);
      assertTrue(back.norm().equalsExact(square.norm(), 0.02), back.toText());
    }
  }

  @Test
  void aGeoPackageHoldsSeveralLayersAndItsGeometryColumnIsGeom() throws IOException {
    Path file = folder.resolve("two.gpkg");
    try (VectorWriter writer = VectorWriter.create(file, i -> {})) {
      writer.addLayer("one", Crs.WGS84, FIELDS, GeometryType.MULTIPOLYGON, HOUSES.iterator());
      writer.addLayer(
          "table",
          Crs.WGS84,
          List.of(new VectorField("unit", FieldType.STRING)),
          GeometryType.NONE,
          List.of(Feature.of(null, Map.of("unit", "007"))).iterator());
      writer.addLayer(
          "empty", Crs.WGS84, FIELDS, GeometryType.POLYGON, Collections.emptyIterator());
      writer.commit();
    }
    assertEquals(List.of("one", "empty", "table"), VectorLayer.layerNames(file.toString()));
    try (VectorLayer one = VectorLayer.open(file.toString(), "one")) {
      assertEquals("fid", one.fidName());
      assertEquals("MultiPolygon", one.readAll(i -> {}).get(0).geometry().getGeometryType());
    }
    try (VectorLayer table = VectorLayer.open(file.toString(), "table")) {
      assertFalse(table.hasGeometry());
      assertThrows(InputException.class, table::crs);
      assertEquals(Map.of("unit", "007"), table.readAll(i -> {}).get(0).attributes());
    }
    try (VectorLayer empty = VectorLayer.open(file.toString(), "empty")) {
      assertEquals(0, empty.count());
      assertEquals(List.of(), empty.readAll(i -> {}));
    }
    String bytes = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
    assertTrue(bytes.contains("\"geom\" MULTIPOLYGON"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpkg", "fgb", "geojson", "geojsonl", "shp"})
  void writingTwiceGivesTheSameBytes(String extension) throws Exception {
    Path first = Files.createDirectory(folder.resolve("a")).resolve("houses." + extension);
    Path second = Files.createDirectory(folder.resolve("b")).resolve("houses." + extension);
    write(first, Crs.WGS84, GeometryType.POLYGON, HOUSES);
    if (extension.equals("gpkg")) {
      Thread.sleep(1100); // a stamp in whole seconds would differ
    }
    write(second, Crs.WGS84, GeometryType.POLYGON, HOUSES);
    write(second, Crs.WGS84, GeometryType.POLYGON, HOUSES); // over an existing file
    if (extension.equals("shp")) {
      byte[] table = Files.readAllBytes(folder.resolve("a/houses.dbf"));
      assertEquals(100, table[1], "years since 1900 of the day of writing");
    }
    List<Path> files;
    try (Stream<Path> list = Files.list(first.getParent())) {
      files = list.sorted().toList();
    }
    assertEquals(extension.equals("shp") ? 5 : 1, files.size(), files.toString());
    for (Path f : files) {
      assertArrayEquals(
          Files.readAllBytes(f),
          Files.readAllBytes(second.getParent().resolve(f.getFileName())),
          f.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpkg", "fgb", "geojson", "shp"})
  void aLayerWithoutFeaturesIsALayer(String extension) {
    Path file = folder.resolve("none." + extension);
    write(file, Crs.WGS84, GeometryType.POLYGON, List.of());
    try (VectorLayer layer = VectorLayer.open(file.toString(), null)) {
      assertEquals(0, layer.count());
      assertEquals(Crs.WGS84, layer.crs());
      if (!extension.equals("geojson")) { // whose columns are those of its features
        assertEquals(FIELDS.size(), layer.fields().size());
      }
    }
  }

  @Test
  void aSequenceWithoutFeaturesIsAnEmptyFile() throws IOException {
    Path file = folder.resolve("none.geojsonl");
    write(file, Crs.WGS84, GeometryType.POLYGON, List.of());
    assertEquals(0, Files.size(file));
  }

  @Test
  void withoutCommitNothingIsLeft() throws IOException {
    Path file = folder.resolve("houses.gpkg");
    Files.writeString(file, "what was there before");
    Iterator<Feature> failing =
        Stream.<Feature>generate(
                () -> {
                  throw new IllegalStateException("the source broke");
                })
            .iterator();
    assertThrows(
        IllegalStateException.class,
        () -> {
          try (VectorWriter writer = VectorWriter.create(file, i -> {})) {
            writer.addLayer("x", Crs.WGS84, FIELDS, GeometryType.POLYGON, failing);
            writer.commit();
          }
        });
    assertEquals("what was there before", Files.readString(file));
    try (Stream<Path> list = Files.list(folder)) {
      assertEquals(List.of(file), list.toList());
    }
  }

  @Test
  void unknownExtensionsAreRefusedWithTheKnownOnes() {
    assertRefused(() -> VectorWriter.create(folder.resolve("a.xyz"), i -> {}), ".gpkg");
    assertRefused(() -> VectorWriter.create(folder.resolve("a"), i -> {}), ".fgb");
  }

  @Test
  void aPlaceThatCannotBeWrittenToIsRefused() throws IOException {
    assertRefused(
        () -> VectorWriter.create(folder.resolve("missing/a.gpkg"), i -> {}),
        "its folder does not exist");
    Files.createDirectory(folder.resolve("folder.gpkg"));
    assertRefused(() -> VectorWriter.create(folder.resolve("folder.gpkg"), i -> {}), "is a folder");
  }

  @Test
  void aSecondLayerIsRefusedWhereTheFormatHasNone() {
    try (VectorWriter writer = VectorWriter.create(folder.resolve("a.fgb"), i -> {})) {
      writer.addLayer("a", Crs.WGS84, FIELDS, GeometryType.POLYGON, HOUSES.iterator());
      assertRefused(
          () -> writer.addLayer("b", Crs.WGS84, FIELDS, GeometryType.POLYGON, HOUSES.iterator()),
          "holds one layer");
    }
  }

  @Test
  void anAttributeWithoutAColumnIsAnError() {
    try (VectorWriter writer = VectorWriter.create(folder.resolve("a.gpkg"), i -> {})) {
      Iterator<Feature> odd =
          List.of(Feature.of(HOUSES.get(0).geometry(), row("naem", "typo"))).iterator();
      assertThrows(
          IllegalArgumentException.class,
          () -> writer.addLayer("a", Crs.WGS84, FIELDS, GeometryType.POLYGON, odd));
    }
  }

  static void assertRefused(org.junit.jupiter.api.function.Executable action, String part) {
    InputException e = assertThrows(InputException.class, action);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  static void write(Path file, Crs crs, GeometryType type, List<Feature> features) {
    try (VectorWriter writer = VectorWriter.create(file, i -> {})) {
      writer.addLayer("houses", crs, FIELDS, type, features.iterator());
      writer.commit();
    }
  }

  static Geometry wkt(String text) {
    try {
      return new WKTReader().read(text);
    } catch (ParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Map<String, Object> row(Object... keysAndValues) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      row.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return row;
  }

  private static double west(Feature f) {
    return Arrays.stream(f.geometry().getCoordinates()).mapToDouble(c -> c.x).min().orElseThrow();
  }
}
