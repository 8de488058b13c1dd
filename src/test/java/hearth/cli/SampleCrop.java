package hearth.cli;

import hearth.geo.Crs;
import hearth.raster.vector.Feature;
import hearth.raster.vector.FieldType;
import hearth.raster.vector.GeometryType;
import hearth.raster.vector.VectorField;
import hearth.raster.vector.VectorLayer;
import hearth.raster.vector.VectorWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Vector;
import org.gdal.gdal.Dataset;
import org.gdal.gdal.TranslateOptions;
import org.gdal.gdal.gdal;
import org.gdal.gdalconst.gdalconstConstants;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

/** Small inputs for commands: a piece of the sample, surfaces and layers around it. */
final class SampleCrop {
  static final Path SAMPLE = Path.of("data-samples/banepa");
  static final Crs UTM = Crs.epsg(32645);

  /** Pixels of a side: about 100 m. */
  private static final int SIDE = 200;

  private SampleCrop() {}

  /** A piece of the sample's imagery, full of houses. */
  static String imagery(Path folder) {
    Path file = folder.resolve("crop.tif");
    Vector<String> options =
        new Vector<>(List.of("-srcwin", "400", "300", String.valueOf(SIDE), String.valueOf(SIDE)));
    Dataset sample = gdal.Open(SAMPLE.resolve("imagery.tif").toString());
    gdal.Translate(file.toString(), sample, new TranslateOptions(options)).delete();
    sample.delete();
    return file.toString();
  }

  /** What the piece shows, in UTM. */
  static Envelope extent(String imagery) {
    Dataset crop = gdal.Open(imagery);
    double[] t = crop.GetGeoTransform();
    Envelope degrees = new Envelope(t[0], t[0] + SIDE * t[1], t[3], t[3] + SIDE * t[5]);
    crop.delete();
    return Crs.WGS84.to(UTM).apply(degrees);
  }

  /** A surface of one metre cells around the extent: one value west of a line, one east of it. */
  static String surface(
      Path folder, String name, Envelope extent, double line, float west, float east) {
    Path file = folder.resolve(name);
    int width = (int) Math.ceil(extent.getWidth()) + 20;
    int height = (int) Math.ceil(extent.getHeight()) + 20;
    double left = extent.getMinX() - 10;
    Dataset dataset =
        gdal.GetDriverByName("GTiff")
            .Create(file.toString(), width, height, 1, gdalconstConstants.GDT_Float32);
    dataset.SetProjection(UTM.wkt());
    dataset.SetGeoTransform(new double[] {left, 1, 0, extent.getMaxY() + 10, 0, -1});
    float[] values = new float[width * height];
    for (int i = 0; i < values.length; i++) {
      values[i] = left + i % width + 0.5 < line ? west : east;
    }
    dataset.GetRasterBand(1).WriteRaster(0, 0, width, height, values);
    dataset.delete();
    return file.toString();
  }

  static Geometry box(double west, double south, double east, double north) {
    return new GeometryFactory().toGeometry(new Envelope(west, east, south, north));
  }

  static Feature unit(String id, long people, Geometry area) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("zone", id);
    attributes.put("people", people);
    return Feature.of(area, attributes);
  }

  /** A layer of units in UTM with the columns {@code zone} and {@code people}. */
  static String units(Path folder, String name, Feature... units) {
    return layer(
        folder,
        name,
        List.of(
            new VectorField("zone", FieldType.STRING),
            new VectorField("people", FieldType.INTEGER)),
        List.of(units));
  }

  /** A layer of outlines in UTM without attributes. */
  static String outlines(Path folder, String name, Geometry... outlines) {
    return layer(
        folder,
        name,
        List.of(),
        java.util.Arrays.stream(outlines).map(o -> Feature.of(o, Map.of())).toList());
  }

  private static String layer(
      Path folder, String name, List<VectorField> fields, List<Feature> features) {
    Path file = folder.resolve(name);
    try (VectorWriter writer = VectorWriter.create(file, issue -> {})) {
      writer.addLayer("features", UTM, fields, GeometryType.POLYGON, features.iterator());
      writer.commit();
    }
    return file.toString();
  }

  static List<Feature> rows(Path file, String layer) {
    List<Feature> rows = new ArrayList<>();
    try (VectorLayer open = VectorLayer.open(file.toString(), layer)) {
      open.forEach(issue -> {}, rows::add);
    }
    return rows;
  }
}
