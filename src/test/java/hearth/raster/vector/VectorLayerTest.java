package hearth.raster.vector;

import static hearth.raster.vector.VectorRoundTripTest.assertRefused;
import static hearth.raster.vector.VectorRoundTripTest.wkt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.Crs;
import hearth.geo.DataIssue;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Geometry;

/** Files as people have them: tables, broken rings, curves, other axis orders, the wrong file. */
class VectorLayerTest {
  @TempDir Path folder;

  private final List<DataIssue> issues = new ArrayList<>();

  @Test
  void aCsvFileIsATableOfTexts() throws IOException {
    Path csv = file("census.csv", "unit,persons\n007,120\n008,\n");
    try (VectorLayer layer = VectorLayer.open(csv.toString(), null)) {
      assertFalse(layer.hasGeometry());
      assertRefused(layer::crs, "is a table without geometries");
      List<Feature> rows = layer.readAll(issues::add);
      assertNull(rows.get(0).geometry());
      assertEquals(Map.of("unit", "007", "persons", "120"), rows.get(0).attributes());
      assertEquals("008", rows.get(1).attributes().get("unit"));
      assertEquals("", rows.get(1).attributes().getOrDefault("persons", ""));
    }
  }

  @Test
  void aBowTieIsRepairedAndATwoPointRingReportedByFeatureId() throws IOException {
    Path json =
        geoJson(
            "{'type':'Polygon','coordinates':[[[0,0],[2,2],[2,0],[0,2],[0,0]]]}",
            "{'type':'Polygon','coordinates':[[[0,0],[2,2]]]}",
            "{'type':'Polygon','coordinates':[[[0,0],[2,0],[2,2],[0,0]]]}",
            "null");
    try (VectorLayer layer = VectorLayer.open(json.toString(), null)) {
      List<Feature> rows = layer.readAll(issues::add);
      assertEquals(4, rows.size());
      assertTrue(rows.get(0).geometry().isValid());
      assertEquals(2, rows.get(0).geometry().getArea(), 1e-9);
      assertNull(rows.get(1).geometry());
      assertEquals(2, rows.get(2).geometry().getArea(), 1e-9);
      assertNull(rows.get(3).geometry());
    }
    assertEquals(
        List.of("geometry-repaired", "geometry-without-area"),
        issues.stream().map(DataIssue::code).toList());
    assertTrue(issues.get(0).where().endsWith("feature 0"), issues.get(0).where());
    assertTrue(issues.get(1).where().endsWith("feature 1"), issues.get(1).where());
  }

  @Test
  void heightsAndCurvesBecomePlainPolygons() throws IOException {
    Path csv =
        file(
            "shapes.csv",
            "id,WKT\n"
                + "1,\"POLYGON Z ((0 0 5, 2 0 5, 2 2 5, 0 0 5))\"\n"
                + "2,\"CURVEPOLYGON (CIRCULARSTRING (0 0, 1 1, 2 0, 1 -1, 0 0))\"\n"
                + "3,\"TIN (((0 0 0, 1 0 0, 0 1 0, 0 0 0)))\"\n");
    try (VectorLayer layer = VectorLayer.open(csv.toString(), null)) {
      List<Feature> rows = layer.readAll(issues::add);
      assertTrue(Double.isNaN(rows.get(0).geometry().getCoordinate().getZ()));
      Geometry disc = rows.get(1).geometry();
      assertEquals("Polygon", disc.getGeometryType());
      assertEquals(Math.PI, disc.getArea(), 0.01);
      assertEquals(0.5, rows.get(2).geometry().getArea(), 1e-12);
      assertRefused(layer::crs, "ogr2ogr -a_srs");
    }
    assertEquals(List.of(), issues);
  }

  @Test
  void axisOrderIsXThenYEvenWhereTheFileSaysLatitudeFirst() throws IOException {
    Path gml =
        file(
            "point.gml",
            """
            <?xml version="1.0" encoding="utf-8"?>
            <fc xmlns:gml="http://www.opengis.net/gml"><gml:featureMember><place>
            <gml:pointProperty><gml:Point srsName="urn:ogc:def:crs:EPSG::4326"><gml:pos>27.6 85.5</gml:pos>
            </gml:Point></gml:pointProperty></place></gml:featureMember></fc>
            """);
    try (VectorLayer layer = VectorLayer.open(gml.toString(), null)) {
      assertEquals(Crs.WGS84, layer.crs());
      Geometry point = layer.readAll(issues::add).get(0).geometry();
      assertEquals(85.5, point.getCoordinate().x);
      assertEquals(27.6, point.getCoordinate().y);
    }
  }

  @Test
  void aFilterRestrictsAndABadOneIsRefused() throws IOException {
    Path csv = file("t.csv", "unit,kind\na,1\nb,2\nc,2\n");
    try (VectorLayer layer = VectorLayer.open(csv.toString(), null)) {
      layer.filter("kind = '2'");
      assertEquals(2, layer.count());
      assertEquals(2, layer.readAll(issues::add).size());
      layer.filter(null);
      assertEquals(3, layer.count());
      assertRefused(() -> layer.filter("knid = '2'"), "[unit, kind]");
      assertRefused(() -> layer.filter("kind = = 2"), "not a condition");
    }
  }

  @Test
  void whatIsNoVectorFileIsSaidInWords() throws IOException {
    assertRefused(() -> VectorLayer.open(folder + "/none.gpkg", null), "no such file");
    assertRefused(() -> VectorLayer.open(folder.toString(), null), "is a folder");
    assertRefused(
        () -> VectorLayer.open(file("empty.geojson", "").toString(), null), "an empty file");
    assertRefused(
        () -> VectorLayer.open(file("a.txt", "hello there\n").toString(), null), "a text file");
    assertRefused(
        () -> VectorLayer.open(file("a.zip", "PK\u0003\u0004").toString(), null), "/vsizip/");
    Path ascii = file("grid.asc", "ncols 1\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 1\n7\n");
    assertRefused(() -> VectorLayer.open(ascii.toString(), null), "is a raster");
    Path osm = file("a.osm", "<?xml version='1.0'?><osm version='0.6'></osm>");
    assertRefused(() -> VectorLayer.open(osm.toString(), null), "--osm");
    Path csv = file("t.csv", "a,b\n1,2\n");
    assertRefused(() -> VectorLayer.open(csv.toString(), "other"), "Its layers are: [t]");
  }

  @Test
  void aFileCutOffHalfWayIsReportedNotShortened() throws IOException {
    Path whole = folder.resolve("whole.fgb");
    List<Feature> many = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      many.add(
          Feature.of(wkt("POLYGON ((%d 0, %d.5 0, %d 1, %d 0))".formatted(i, i, i, i)), Map.of()));
    }
    VectorRoundTripTest.write(whole, Crs.epsg(32645), GeometryType.POLYGON, many);
    try (RandomAccessFile f = new RandomAccessFile(whole.toFile(), "rw")) {
      f.setLength(f.length() * 2 / 3);
    }
    assertRefused(
        () -> {
          try (VectorLayer layer = VectorLayer.open(whole.toString(), null)) {
            layer.readAll(issues::add);
          }
        },
        "whole.fgb");
  }

  private Path geoJson(String... geometries) throws IOException {
    StringBuilder text = new StringBuilder("{\"type\":\"FeatureCollection\",\"features\":[");
    for (int i = 0; i < geometries.length; i++) {
      text.append(i == 0 ? "" : ",")
          .append("{\"type\":\"Feature\",\"properties\":{\"n\":" + i + "},\"geometry\":")
          .append(geometries[i].replace('\'', '"'))
          .append("}");
    }
    return file("features.geojson", text.append("]}").toString());
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }
}
