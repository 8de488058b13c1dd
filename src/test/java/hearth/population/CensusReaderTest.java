package hearth.population;

import static hearth.population.Fixtures.UTM;
import static hearth.population.Fixtures.box;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.Crs;
import hearth.geo.DataIssue;
import hearth.geo.InputException;
import hearth.raster.vector.Feature;
import hearth.raster.vector.FieldType;
import hearth.raster.vector.GeometryType;
import hearth.raster.vector.VectorField;
import hearth.raster.vector.VectorWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Geometry;

class CensusReaderTest {
  @TempDir Path folder;
  private final List<DataIssue> issues = new ArrayList<>();

  @Test
  void readsUnitsSortedByIdInTheRunsSystem() {
    Path file =
        write(
            UTM.to(Crs.WGS84).apply(box(100, 0, 200, 100)),
            "b",
            20L,
            UTM.to(Crs.WGS84).apply(box(0, 0, 100, 100)),
            "a",
            10L);
    Census census = read(file);
    assertEquals(List.of("a", "b"), census.units().stream().map(CensusUnit::id).toList());
    assertEquals(10, census.units().get(0).persons());
    assertEquals(10_000, census.units().get(0).area().getArea(), 0.01);
    assertEquals(30, census.persons());
    assertEquals(UTM, census.crs());
    assertEquals(List.of(), issues);
  }

  @Test
  void missingFieldNamesTheNearest() {
    Path file = write(lonLat(0, 0, 100, 100), "a", 10L);
    assertRefused(
        CensusOptions.of(file.toString(), "popp", "ward"),
        "layer 'census' has no field 'popp'",
        "Did you mean 'pop'?");
    assertRefused(
        CensusOptions.of(file.toString(), "pop", "wart"),
        "layer 'census' has no field 'wart'",
        "Did you mean 'ward'?");
  }

  @Test
  void badFiguresAreRefusedTogether() throws IOException {
    Path file = folder.resolve("text.geojson");
    Files.writeString(
        file,
        geojson(
            feature(0, "\"ward\": \"n\", \"pop\": \"-1\""),
            feature(1, "\"ward\": \"t\", \"pop\": \"about 30\""),
            feature(2, "\"ward\": \"i\", \"pop\": \"1e999\""),
            feature(4, "\"ward\": \"d\", \"pop\": \"12d\""),
            feature(3, "\"ward\": \"ok\", \"pop\": \"12\"")));
    assertRefused(
        CensusOptions.of(file.toString(), "pop", "ward"),
        "4 units whose 'pop' is negative, infinite or no number:"
            + " n: -1, t: 'about 30', i: 1e999, d: '12d'",
        "leave the field empty where the figure is not known");
  }

  @Test
  void missingFigureIsUnknownAndReported() {
    Path file = write(lonLat(0, 0, 100, 100), "a", null, lonLat(100, 0, 200, 100), "b", 0L);
    Census census = read(file);
    assertTrue(Double.isNaN(census.units().get(0).persons()));
    assertEquals(0, census.units().get(1).persons());
    assertEquals(List.of("census-figure-missing@unit a"), codes());
  }

  @Test
  void idsMustBeThereAndUnique() {
    Path file = write(lonLat(0, 0, 100, 100), "a", 1L, lonLat(100, 0, 200, 100), "a", 2L);
    assertRefused(
        CensusOptions.of(file.toString(), "pop", "ward"),
        "1 ids are not unique in 'ward': a (features 1, 2)",
        "tells the units apart");
    Path without = write(lonLat(0, 0, 100, 100), null, 1L, lonLat(100, 0, 200, 100), "b", 2L);
    assertRefused(
        CensusOptions.of(without.toString(), "pop", "ward"),
        "1 units without an id in 'ward': feature 1",
        "Give every unit an id");
  }

  @Test
  void withoutAnIdColumnFeaturesAreNumberedAndItIsSaid() {
    Path file = write(lonLat(0, 0, 100, 100), "x", 1L, lonLat(100, 0, 200, 100), "x", 2L);
    Census census =
        CensusReader.read(CensusOptions.of(file.toString(), "pop", null), UTM, issues::add);
    assertEquals(List.of("1", "2"), census.units().stream().map(CensusUnit::id).toList());
    assertEquals(List.of("census-without-id@" + file), codes());
  }

  @Test
  void overlapsAreRefusedNamingEveryPair() {
    Path file =
        write(
            lonLat(0, 0, 100, 100),
            "a",
            1L,
            lonLat(90, 0, 200, 100),
            "b",
            1L,
            lonLat(195, 0, 300, 100),
            "c",
            1L);
    assertRefused(
        CensusOptions.of(file.toString(), "pop", "ward"),
        "2 pairs of census units overlap by more than 1 % of the smaller:"
            + " a and b (10.0 %), b and c (4.8 %)",
        "counted twice");
  }

  @Test
  void sliverGoesToTheFirstById() {
    Path file = write(lonLat(99.5, 0, 200, 100), "b", 1L, lonLat(0, 0, 100, 100), "a", 1L);
    Census census = read(file);
    assertEquals(List.of("census-sliver@unit b"), codes());
    assertTrue(
        issues.get(0).detail().matches("(49|50)\\.\\d m² lie in units a and b; .* a"),
        issues.get(0)::detail);
    Geometry a = census.units().get(0).area();
    Geometry b = census.units().get(1).area();
    assertEquals(10_000, a.getArea(), 0.01);
    assertEquals(10_000, b.getArea(), 0.01);
    assertEquals(0, a.intersection(b).getArea(), 1e-6);
  }

  @Test
  void crossedOutlineIsRepairedAndReportedWithTheUnit() throws IOException {
    Path file = folder.resolve("bow-tie.geojson");
    Files.writeString(
        file,
        geojson(
            "{\"type\": \"Feature\", \"properties\": {\"ward\": \"w7\", \"pop\": 4},"
                + " \"geometry\": {\"type\": \"Polygon\", \"coordinates\":"
                + " [[[87, 27.5], [87.01, 27.51], [87.01, 27.5], [87, 27.51], [87, 27.5]]]}}"));
    Census census = read(file);
    assertTrue(census.units().get(0).area().isValid());
    assertEquals(1, issues.size());
    assertEquals("geometry-repaired", issues.get(0).code());
    assertTrue(issues.get(0).where().startsWith("unit w7, "), issues.get(0)::where);
  }

  @Test
  void unitWithoutAnAreaIsLeftOutAndReported() {
    Path file = write(null, "nowhere", 5L, lonLat(0, 0, 100, 100), "a", 1L);
    assertEquals(1, read(file).units().size());
    assertEquals(List.of("census-unit-without-area@unit nowhere"), codes());
  }

  @Test
  void whatIsNoAreaIsRefused() {
    Path file =
        write(lonLat(0, 0, 100, 100), "a", 1L, lonLat(200, 0, 300, 9).getCentroid(), "p", 1L);
    assertRefused(
        CensusOptions.of(file.toString(), "pop", "ward"),
        "1 census units are not areas: p (Point)",
        "Give a layer of polygons.");
  }

  @Test
  void noUnitAtAllIsRefused() {
    assertRefused(
        CensusOptions.of(write().toString(), "pop", "ward"),
        "no census unit",
        "Give a layer with polygons");
  }

  @Test
  void severalLayersAskForOne() {
    Path file = folder.resolve("two.gpkg");
    try (VectorWriter writer = VectorWriter.create(file, issues::add)) {
      for (String layer : List.of("wards", "districts")) {
        writer.addLayer(
            layer,
            Crs.WGS84,
            List.of(new VectorField("pop", FieldType.INTEGER)),
            GeometryType.POLYGON,
            List.of(Feature.of(lonLat(0, 0, 9, 9), Map.of("pop", 1L))).iterator());
      }
      writer.commit();
    }
    assertRefused(
        CensusOptions.of(file.toString(), "pop", null), "has 2 layers: ", "Say which one");
    CensusOptions wards =
        new CensusOptions(file.toString(), "pop", Optional.empty(), Optional.of("wards"));
    assertEquals(1, CensusReader.read(wards, UTM, issues::add).units().size());
  }

  @Test
  void censusElsewhereIsRefusedWithBothExtents() {
    Census census = read(write(lonLat(0, 0, 100, 100), "a", 1L));
    census.requireOverlap(box(50, 50, 500, 500));
    InputException e =
        assertThrows(
            InputException.class, () -> census.requireOverlap(box(9000, 9000, 9900, 9900)));
    assertTrue(
        e.getMessage()
            .contains(
                "no census unit meets the area of interest: units span lon 87.0000 to 87.0010,"
                    + " lat 27.5739 to 27.5748, the area lon 87.0912 to"),
        e::getMessage);
  }

  private static Geometry lonLat(double w, double s, double e, double n) {
    return UTM.to(Crs.WGS84).apply(box(w, s, e, n));
  }

  private Census read(Path file) {
    return CensusReader.read(CensusOptions.of(file.toString(), "pop", "ward"), UTM, issues::add);
  }

  private List<String> codes() {
    return issues.stream().map(i -> i.code() + "@" + i.where()).toList();
  }

  private void assertRefused(CensusOptions options, String what, String remedy) {
    InputException e =
        assertThrows(InputException.class, () -> CensusReader.read(options, UTM, issues::add));
    assertTrue(e.getMessage().contains(what), e::getMessage);
    assertTrue(e.getMessage().contains(remedy), e::getMessage);
    assertTrue(e.getMessage().startsWith(options.file()), e::getMessage);
  }

  /** A GeoPackage of areas, ids and figures, three arguments a row. */
  private Path write(Object... rows) {
    Path file = folder.resolve("census-" + System.identityHashCode(rows) + ".gpkg");
    List<Feature> features = new ArrayList<>();
    for (int i = 0; i < rows.length; i += 3) {
      Map<String, Object> attributes = new LinkedHashMap<>();
      if (rows[i + 1] != null) {
        attributes.put("ward", rows[i + 1]);
      }
      if (rows[i + 2] != null) {
        attributes.put("pop", rows[i + 2]);
      }
      features.add(Feature.of((Geometry) rows[i], attributes));
    }
    try (VectorWriter writer = VectorWriter.create(file, issues::add)) {
      writer.addLayer(
          "census",
          Crs.WGS84,
          List.of(
              new VectorField("ward", FieldType.STRING), new VectorField("pop", FieldType.INTEGER)),
          GeometryType.ANY,
          features.iterator());
      writer.commit();
    }
    return file;
  }

  private static String geojson(String... features) {
    return "{\"type\": \"FeatureCollection\", \"features\": [" + String.join(",", features) + "]}";
  }

  private static String feature(int place, String properties) {
    double x = 87 + place * 0.01;
    return "{\"type\": \"Feature\", \"properties\": {%s}, \"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[[%s, 27], [%s, 27], [%s, 27.01], [%s, 27.01], [%s, 27]]]}}"
        .formatted(properties, x, x + 0.01, x + 0.01, x, x);
  }
}
