package hearth.raster.vector;

import hearth.geo.Crs;
import hearth.geo.InputException;
import hearth.raster.PendingFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ByteOrderValues;
import org.locationtech.jts.io.WKBWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes GeoParquet 1.1.0: one table, whose column {@code geometry} holds well-known binary and
 * whose column {@code bbox} the bounds of each row, by which readers skip row groups. A column of
 * the layer that has one of these names keeps it; ours is then called {@code geometry_2}, {@code
 * bbox_2}. Times are text. Feature ids are not kept: the format has none.
 */
final class GeoParquetWriter implements VectorWriter {
  private static final Logger LOG = LoggerFactory.getLogger(GeoParquetWriter.class);

  private final Path file;
  private final PendingFile pending;
  private final WKBWriter wkb = new WKBWriter(2, ByteOrderValues.LITTLE_ENDIAN);
  private final GeometryCodec codec = new GeometryCodec();
  private ParquetFile parquet;
  private boolean written;

  private GeoParquetWriter(Path file, PendingFile pending) {
    this.file = file;
    this.pending = pending;
  }

  static GeoParquetWriter create(Path file) {
    return new GeoParquetWriter(file, PendingFile.beside(file));
  }

  @Override
  public void addLayer(
      String name,
      Crs crs,
      List<VectorField> fields,
      GeometryType type,
      Iterator<Feature> features) {
    if (written) {
      throw new InputException(
          file + ": a file of this format holds one layer", "Write .gpkg, which holds several.");
    }
    String geometry = free("geometry", fields);
    String bbox = free("bbox", fields);
    boolean spatial = type != GeometryType.NONE;
    GeoMetadata metadata = new GeoMetadata(geometry, bbox, crs);
    try {
      parquet =
          new ParquetFile(pending.path(), schema(name, fields, spatial, geometry, bbox), geometry);
      while (features.hasNext()) {
        Feature feature = features.next();
        requireColumns(feature, fields);
        RecordConsumer row = parquet.rows();
        row.startMessage();
        for (int i = 0; i < fields.size(); i++) {
          put(row, i, fields.get(i), feature.attributes().get(fields.get(i).name()));
        }
        if (spatial && feature.geometry() != null) {
          Geometry shape = codec.as(type, feature.geometry());
          metadata.add(shape);
          put(row, fields.size(), geometry, bbox, shape);
        }
        row.endMessage();
        parquet.endRow();
      }
      parquet.finish(spatial ? Map.of("geo", metadata.json()) : Map.of());
    } catch (IOException e) {
      throw pending.notWritten(e.getMessage());
    }
    written = true;
  }

  private static String free(String name, List<VectorField> fields) {
    TreeSet<String> taken = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    fields.forEach(f -> taken.add(f.name()));
    String free = name;
    for (int i = 2; taken.contains(free); i++) {
      free = name + "_" + i;
    }
    return free;
  }

  private static MessageType schema(
      String name, List<VectorField> fields, boolean spatial, String geometry, String bbox) {
    Types.MessageTypeBuilder schema = Types.buildMessage();
    fields.forEach(field -> schema.addField(column(field)));
    if (spatial) {
      schema.optional(PrimitiveTypeName.BINARY).named(geometry);
      schema.addField(
          Types.optionalGroup()
              .addFields(
                  GeoMetadata.BOUNDS.stream()
                      .map(b -> Types.required(PrimitiveTypeName.DOUBLE).named(b))
                      .toArray(Type[]::new))
              .named(bbox));
    }
    return schema.named(name);
  }

  private static Type column(VectorField field) {
    return switch (field.type()) {
      case STRING, DATE_TIME ->
          Types.optional(PrimitiveTypeName.BINARY)
              .as(LogicalTypeAnnotation.stringType())
              .named(field.name());
      case INTEGER -> Types.optional(PrimitiveTypeName.INT64).named(field.name());
      case REAL -> Types.optional(PrimitiveTypeName.DOUBLE).named(field.name());
      case BOOLEAN -> Types.optional(PrimitiveTypeName.BOOLEAN).named(field.name());
    };
  }

  private static void requireColumns(Feature feature, List<VectorField> fields) {
    for (Map.Entry<String, Object> entry : feature.attributes().entrySet()) {
      if (entry.getValue() != null
          && fields.stream().noneMatch(f -> f.name().equals(entry.getKey()))) {
        throw new IllegalArgumentException(
            "attribute '%s', but columns %s".formatted(entry.getKey(), fields));
      }
    }
  }

  private static void put(RecordConsumer row, int column, VectorField field, Object value) {
    if (value == null || value instanceof Double d && d.isNaN()) {
      return;
    }
    row.startField(field.name(), column);
    switch (field.type()) {
      case STRING, DATE_TIME -> row.addBinary(Binary.fromString((String) value));
      case INTEGER -> row.addLong(((Number) value).longValue());
      case REAL -> row.addDouble(((Number) value).doubleValue());
      case BOOLEAN -> row.addBoolean((Boolean) value);
    }
    row.endField(field.name(), column);
  }

  private void put(RecordConsumer row, int column, String geometry, String bbox, Geometry shape) {
    row.startField(geometry, column);
    row.addBinary(Binary.fromConstantByteArray(wkb.write(shape)));
    row.endField(geometry, column);
    Envelope bounds = shape.getEnvelopeInternal();
    if (bounds.isNull()) {
      return;
    }
    double[] values = {bounds.getMinX(), bounds.getMinY(), bounds.getMaxX(), bounds.getMaxY()};
    row.startField(bbox, column + 1);
    row.startGroup();
    for (int i = 0; i < values.length; i++) {
      row.startField(GeoMetadata.BOUNDS.get(i), i);
      row.addDouble(values[i]);
      row.endField(GeoMetadata.BOUNDS.get(i), i);
    }
    row.endGroup();
    row.endField(bbox, column + 1);
  }

  @Override
  public void commit() {
    if (!written) {
      throw new IllegalStateException(file + ": a file needs a layer");
    }
    pending.moveIntoPlace();
  }

  @Override
  public void close() {
    if (parquet != null) {
      try {
        parquet.close();
      } catch (IOException e) {
        // Nothing of it is kept: what could not be written any more does not matter.
        LOG.debug("{}", file, e);
      }
      parquet = null;
    }
    pending.close();
  }
}
