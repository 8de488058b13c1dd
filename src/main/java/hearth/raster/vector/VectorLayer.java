package hearth.raster.vector;

import hearth.geo.Crs;
import hearth.geo.DataIssue;
import hearth.geo.InputException;
import hearth.raster.Gdal;
import hearth.raster.GdalCrs;
import hearth.raster.InputFiles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.gdal.gdal.Dataset;
import org.gdal.gdal.gdal;
import org.gdal.gdalconst.gdalconstConstants;
import org.gdal.ogr.FeatureDefn;
import org.gdal.ogr.FieldDefn;
import org.gdal.ogr.Layer;
import org.gdal.ogr.ogrConstants;
import org.gdal.osr.SpatialReference;
import org.gdal.osr.osrConstants;
import org.locationtech.jts.geom.Geometry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One layer of a vector file, for reading. One owner, one thread.
 *
 * <p>Any format that OGR reads, but OpenStreetMap files: OGR drops some of their buildings without
 * a word. Columns of CSV files are text, whatever they hold, so that {@code 007} stays {@code 007}.
 */
public final class VectorLayer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VectorLayer.class);

  private final String file;
  private final Dataset dataset;
  private final Layer layer;
  private final String name;
  private final boolean geometric;
  private final boolean swapped;
  private final List<VectorField> fields;
  private final GeometryCodec codec = new GeometryCodec();
  private boolean closed;

  private VectorLayer(String file, Dataset dataset, Layer layer) {
    this.file = file;
    this.dataset = dataset;
    this.layer = layer;
    this.name = layer.GetName();
    this.geometric = layer.GetGeomType() != ogrConstants.wkbNone;
    this.swapped = geometric && holdsYBeforeX(layer.GetSpatialRef());
    this.fields = fields(layer.GetLayerDefn());
  }

  /**
   * Opens a layer.
   *
   * @param file path, GDAL's virtual path, or the address of a table ({@link DatabaseSource})
   * @param layerOrNull name of the layer; null for the file's first, as GDAL's own tools take it
   */
  public static VectorLayer open(String file, String layerOrNull) {
    Dataset dataset = openDataset(file);
    try {
      Layer layer = layerOrNull == null ? dataset.GetLayer(0) : dataset.GetLayerByName(layerOrNull);
      if (layer == null) {
        List<String> names = names(dataset);
        throw new InputException(
            names.isEmpty()
                ? file + " has no layer"
                : "%s has no layer '%s'".formatted(file, layerOrNull),
            names.isEmpty() ? "Give a file with features." : "Its layers are: " + names + ".");
      }
      if (layerOrNull == null && dataset.GetLayerCount() > 1) {
        LOG.info("{} has the layers {}: the first is read", file, names(dataset));
      }
      return new VectorLayer(file, dataset, layer);
    } catch (RuntimeException e) {
      dataset.delete();
      throw e;
    }
  }

  /** Names of the layers of a file, in its order. */
  public static List<String> layerNames(String file) {
    Dataset dataset = openDataset(file);
    try {
      return names(dataset);
    } finally {
      dataset.delete();
    }
  }

  public String file() {
    return file;
  }

  public String name() {
    return name;
  }

  /** False for a table, such as a CSV file. */
  public boolean hasGeometry() {
    return geometric;
  }

  /** Reference system; refused where the layer has none. */
  public Crs crs() {
    checkOpen();
    if (!geometric) {
      throw new InputException(
          "%s: layer '%s' is a table without geometries".formatted(file, name),
          "Give a layer with geometries.");
    }
    SpatialReference system = layer.GetSpatialRef();
    if (system == null) {
      throw new InputException(
          "%s: layer '%s' has no coordinate reference system".formatted(file, name),
          "Say which it is, for example: ogr2ogr -a_srs EPSG:4326 fixed.gpkg " + file);
    }
    return GdalCrs.of(system, "%s: layer '%s'".formatted(file, name));
  }

  public List<VectorField> fields() {
    return fields;
  }

  /** The field of that name, exactly as written. */
  public Optional<VectorField> field(String fieldName) {
    return fields.stream().filter(f -> f.name().equals(fieldName)).findFirst();
  }

  /** Name of the id column; empty where the format has none. */
  public String fidName() {
    checkOpen();
    return layer.GetFIDColumn();
  }

  /** Number of features under the filter. */
  public long count() {
    checkOpen();
    if (!layer.TestCapability(ogrConstants.OLCFastFeatureCount)) {
      // After a filter was lifted, the CSV driver's own count is 0 (GDAL 3.6): count ourselves.
      return countByReading();
    }
    Gdal.clearError();
    long count = layer.GetFeatureCount(1);
    if (count < 0) {
      throw broken("its features cannot be counted");
    }
    return count;
  }

  /**
   * Restricts what is read.
   *
   * @param conditionOrNull a condition in OGR SQL, for example {@code status = 'added'}; null lifts
   *     the restriction
   */
  public void filter(String conditionOrNull) {
    checkOpen();
    // Some bad conditions answer 0 and only complain.
    if (!Gdal.succeeds(() -> layer.SetAttributeFilter(conditionOrNull)) || Gdal.hasFailed()) {
      throw new InputException(
          "%s: layer '%s': not a condition: %s (%s)"
              .formatted(file, name, conditionOrNull, Gdal.lastError()),
          "Its fields are: " + fields.stream().map(VectorField::name).toList() + ".");
    }
  }

  /**
   * Hands every feature on, in the file's order. Polygons are valid: what could be repaired is
   * repaired and reported; a geometry of which nothing can be saved is reported, and its feature
   * comes without a geometry.
   */
  public void forEach(Consumer<DataIssue> issues, Consumer<Feature> action) {
    checkOpen();
    layer.ResetReading();
    for (org.gdal.ogr.Feature row = next(); row != null; row = next()) {
      Feature feature;
      try {
        feature = convert(row, issues);
      } finally {
        row.delete();
      }
      action.accept(feature);
    }
  }

  /** All features, for layers known to fit into memory. */
  public List<Feature> readAll(Consumer<DataIssue> issues) {
    List<Feature> all = new ArrayList<>();
    forEach(issues, all::add);
    return all;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      dataset.delete();
    }
  }

  private long countByReading() {
    layer.ResetReading();
    long count = 0;
    for (org.gdal.ogr.Feature row = next(); row != null; row = next()) {
      row.delete();
      count++;
    }
    return count;
  }

  /** The next row, which the caller deletes; null at the end. */
  private org.gdal.ogr.Feature next() {
    Gdal.clearError();
    org.gdal.ogr.Feature row = layer.GetNextFeature();
    if (row == null && Gdal.hasFailed()) {
      throw broken("reading it stopped half-way");
    }
    return row;
  }

  private Feature convert(org.gdal.ogr.Feature row, Consumer<DataIssue> issues) {
    long fid = row.GetFID();
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      if (row.IsFieldSetAndNotNull(i)) {
        attributes.put(fields.get(i).name(), value(row, i, fields.get(i).type()));
      }
    }
    org.gdal.ogr.Geometry geometry = geometric ? row.GetGeometryRef() : null;
    Geometry converted =
        geometry == null
            ? null
            : codec.toJts(
                geometry, swapped, "%s: %s: feature %d".formatted(file, name, fid), issues);
    return new Feature(fid, converted, attributes);
  }

  private static Object value(org.gdal.ogr.Feature row, int field, FieldType type) {
    return switch (type) {
      case STRING, DATE_TIME -> row.GetFieldAsString(field);
      case INTEGER -> row.GetFieldAsInteger64(field);
      case REAL -> row.GetFieldAsDouble(field);
      case BOOLEAN -> row.GetFieldAsInteger(field) != 0;
    };
  }

  private InputException broken(String what) {
    return new InputException(
        "%s: layer '%s': %s: %s".formatted(file, name, what, Gdal.lastError()),
        "The file seems to be damaged: copy or download it again.");
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException(file + " is closed");
    }
  }

  private static Dataset openDataset(String file) {
    DatabaseSource.refusePassword(file);
    Gdal.initialise();
    InputFiles.allow(file);
    Gdal.clearError();
    Dataset dataset =
        gdal.OpenEx(file, gdalconstConstants.OF_VECTOR | gdalconstConstants.OF_VERBOSE_ERROR);
    if (dataset == null) {
      throw InputFiles.notOpened(file, InputFiles.Wanted.VECTOR);
    }
    if ("OSM".equals(dataset.GetDriver().getShortName())) {
      dataset.delete();
      throw new InputException(
          file + " is an OpenStreetMap file, and a layer of features is wanted here",
          "Give it as osm: (--osm); or convert the layer you want with ogr2ogr.");
    }
    return dataset;
  }

  private static List<String> names(Dataset dataset) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < dataset.GetLayerCount(); i++) {
      names.add(dataset.GetLayer(i).GetName());
    }
    return names;
  }

  private static List<VectorField> fields(FeatureDefn definition) {
    List<VectorField> fields = new ArrayList<>();
    for (int i = 0; i < definition.GetFieldCount(); i++) {
      FieldDefn field = definition.GetFieldDefn(i);
      fields.add(new VectorField(field.GetName(), FieldType.of(field)));
    }
    return List.copyOf(fields);
  }

  /** Drivers hand out x before y unless they say that they follow the authority's order. */
  private static boolean holdsYBeforeX(SpatialReference system) {
    return system != null
        && system.GetAxisMappingStrategy() == osrConstants.OAMS_AUTHORITY_COMPLIANT
        && (system.EPSGTreatsAsLatLong() != 0 || system.EPSGTreatsAsNorthingEasting() != 0);
  }
}
