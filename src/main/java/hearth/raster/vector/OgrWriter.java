package hearth.raster.vector;

import hearth.geo.Crs;
import hearth.geo.DataIssue;
import hearth.geo.InputException;
import hearth.raster.Gdal;
import hearth.raster.GdalCrs;
import hearth.raster.PendingFile;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Vector;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.gdal.gdal.Dataset;
import org.gdal.gdal.Driver;
import org.gdal.gdal.gdal;
import org.gdal.gdalconst.gdalconstConstants;
import org.gdal.ogr.FeatureDefn;
import org.gdal.ogr.FieldDefn;
import org.gdal.ogr.Layer;
import org.gdal.osr.SpatialReference;

/** Writes a vector file by GDAL. */
final class OgrWriter implements VectorWriter {
  /** What a column of a shapefile's table holds at most. */
  private static final int SHAPEFILE_TEXT_BYTES = 254;

  private final Path file;
  private final VectorFormat format;
  private final Consumer<DataIssue> issues;
  private final PendingFile pending;
  private final GeometryCodec codec = new GeometryCodec();

  /** Features written, by layer. */
  private final Map<String, Long> written = new LinkedHashMap<>();

  private Dataset dataset;

  private OgrWriter(
      Path file, VectorFormat format, Consumer<DataIssue> issues, PendingFile pending) {
    this.file = file;
    this.format = format;
    this.issues = issues;
    this.pending = pending;
  }

  static OgrWriter create(Path file, VectorFormat format, Consumer<DataIssue> issues) {
    Gdal.initialise();
    OgrWriter writer = new OgrWriter(file, format, issues, PendingFile.beside(file));
    try {
      writer.begin();
      return writer;
    } catch (RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  private void begin() {
    Driver driver = gdal.GetDriverByName(format.driver());
    if (driver == null) {
      throw new InputException(
          "%s: the installed GDAL has no driver %s".formatted(file, format.driver()),
          "Write another format, for example .gpkg.");
    }
    Gdal.clearError();
    dataset =
        driver.Create(
            pending.path().toString(), 0, 0, 0, gdalconstConstants.GDT_Unknown, new Vector<>());
    if (dataset == null) {
      throw notWritten();
    }
  }

  @Override
  public void addLayer(
      String name,
      Crs crs,
      List<VectorField> fields,
      GeometryType type,
      Iterator<Feature> features) {
    if (!written.isEmpty() && !format.manyLayers()) {
      throw new InputException(
          file + ": a file of this format holds one layer", "Write .gpkg, which holds several.");
    }
    Layer layer = createLayer(name, crs, type);
    FeatureDefn definition = createFields(layer, fields);
    boolean transaction = dataset.TestCapability("Transactions");
    if (transaction) {
      check(dataset::StartTransaction);
    }
    long count = 0;
    while (features.hasNext()) {
      write(layer, definition, fields, type, features.next());
      count++;
    }
    written.put(layer.GetName(), count);
    if (transaction) {
      check(dataset::CommitTransaction);
    }
  }

  @Override
  public void commit() {
    if (written.isEmpty()) {
      throw new IllegalStateException(file + ": a file needs a layer");
    }
    Gdal.clearError();
    dataset.delete();
    dataset = null;
    // Deleting answers nothing; what fails while the last pages are written is only said.
    if (Gdal.hasFailed()) {
      throw notWritten();
    }
    verify();
    pending.moveIntoPlace();
  }

  /** Counts what can be read back: on a full disk the GeoJSON driver loses rows without a word. */
  private void verify() {
    written.forEach(
        (name, count) -> {
          // Some formats name their one layer after the file.
          String layerName = format.manyLayers() ? name : null;
          long readable;
          if (count == 0 && format == VectorFormat.GEOJSON_SEQ) {
            return; // an empty file, which no driver recognises
          }
          try (VectorLayer layer = VectorLayer.open(pending.path().toString(), layerName)) {
            readable = layer.count();
          } catch (InputException e) {
            throw pending.notWritten("it cannot be read back");
          }
          if (readable != count) {
            throw pending.notWritten(
                "%d features were written, %d can be read back".formatted(count, readable));
          }
        });
  }

  @Override
  public void close() {
    if (dataset != null) {
      dataset.delete();
      dataset = null;
    }
    pending.close();
  }

  private Layer createLayer(String name, Crs crs, GeometryType type) {
    SpatialReference system = type == GeometryType.NONE ? null : GdalCrs.toGdal(crs);
    try {
      Gdal.clearError();
      Layer layer =
          dataset.CreateLayer(name, system, type.ogr(), new Vector<>(format.layerOptions()));
      if (layer == null) {
        throw notWritten();
      }
      return layer;
    } finally {
      if (system != null) {
        system.delete();
      }
    }
  }

  private FeatureDefn createFields(Layer layer, List<VectorField> fields) {
    for (VectorField field : fields) {
      FieldDefn definition = field.type().define(field.name());
      check(() -> layer.CreateField(definition));
      definition.delete();
    }
    FeatureDefn definition = layer.GetLayerDefn();
    if (definition.GetFieldCount() != fields.size()) {
      throw new InputException(
          "%s: %d of %d columns could be made"
              .formatted(file, definition.GetFieldCount(), fields.size()),
          "Two columns may have the same name.");
    }
    for (int i = 0; i < fields.size(); i++) {
      String kept = definition.GetFieldDefn(i).GetName();
      if (!kept.equals(fields.get(i).name())) {
        issues.accept(
            new DataIssue(
                "field-renamed",
                "column '%s' is called '%s' in this format".formatted(fields.get(i).name(), kept),
                file.toString()));
      }
    }
    return definition;
  }

  private void write(
      Layer layer,
      FeatureDefn definition,
      List<VectorField> fields,
      GeometryType type,
      Feature feature) {
    org.gdal.ogr.Feature row = new org.gdal.ogr.Feature(definition);
    try {
      if (feature.fid() != Feature.NO_FID) {
        check(() -> row.SetFID(feature.fid()));
      }
      int written = 0;
      for (int i = 0; i < fields.size(); i++) {
        Object value = feature.attributes().get(fields.get(i).name());
        set(row, i, fields.get(i), value);
        written += value == null ? 0 : 1;
      }
      for (Object value : feature.attributes().values()) {
        written -= value == null ? 0 : 1;
      }
      if (written < 0) {
        throw new IllegalArgumentException(
            "attributes %s, but columns %s".formatted(feature.attributes().keySet(), fields));
      }
      if (feature.geometry() != null && type != GeometryType.NONE) {
        org.gdal.ogr.Geometry geometry = codec.toOgr(feature.geometry(), type);
        check(() -> row.SetGeometry(geometry));
        geometry.delete();
      }
      check(() -> layer.CreateFeature(row));
    } finally {
      row.delete();
    }
  }

  private void set(org.gdal.ogr.Feature row, int column, VectorField field, Object value) {
    if (value == null || value instanceof Double d && d.isNaN()) {
      row.SetFieldNull(column);
      return;
    }
    switch (field.type()) {
      case STRING -> {
        String text = (String) value;
        row.SetField(column, text);
        if (format == VectorFormat.SHAPEFILE
            && text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length
                > SHAPEFILE_TEXT_BYTES) {
          issues.accept(
              new DataIssue(
                  "text-shortened",
                  "a value of column '%s' is cut to 254 bytes".formatted(field.name()),
                  file.toString()));
        }
      }
      case INTEGER -> row.SetFieldInteger64(column, ((Number) value).longValue());
      case REAL -> row.SetField(column, ((Number) value).doubleValue());
      case BOOLEAN -> row.SetField(column, (Boolean) value ? 1 : 0);
      case DATE_TIME -> row.SetField(column, (String) value);
    }
  }

  private void check(IntSupplier call) {
    if (!Gdal.succeeds(call)) {
      throw notWritten();
    }
  }

  private InputException notWritten() {
    return pending.notWritten(Gdal.lastError());
  }
}
