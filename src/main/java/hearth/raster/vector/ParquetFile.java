package hearth.raster.vector;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.impl.ColumnWriteStoreV1;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TypeDefinedOrder;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * A Parquet file that is being written, by Apache Parquet's own encoders and its structures of the
 * format. The part of the library that puts the two together needs Hadoop's classes; this takes its
 * place. Nothing in the file tells when or by which version it was written.
 */
final class ParquetFile implements Closeable {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final String WRITER = "hearth";
  private static final int FORMAT_VERSION = 1;

  /** A row group is written when it has so many rows or bytes: it is all that is kept in memory. */
  private static final int GROUP_ROWS = 65_536;

  private static final long GROUP_BYTES = 64L << 20;

  private final MessageType schema;
  private final MessageColumnIO columns;
  private final ParquetProperties properties;
  private final OutputStream out;
  private final List<RowGroup> groups = new ArrayList<>();
  private long offset;
  private Map<ColumnDescriptor, ColumnChunk> chunks;
  private ColumnWriteStoreV1 store;
  private RecordConsumer rows;
  private long groupRows;

  /**
   * Begins a file.
   *
   * @param withoutStatistics column of which no smallest and largest values are of use
   */
  ParquetFile(Path file, MessageType schema, String withoutStatistics) throws IOException {
    this.schema = schema;
    this.columns = new ColumnIOFactory().getColumnIO(schema);
    this.properties =
        ParquetProperties.builder()
            .withAllocator(HeapByteBufferAllocator.getInstance())
            .withStatisticsEnabled(withoutStatistics, false)
            .withDictionaryEncoding(withoutStatistics, false)
            .build();
    this.out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    write(MAGIC);
    beginGroup();
  }

  /** Takes the values of one row after the other, each between startMessage and endMessage. */
  RecordConsumer rows() {
    return rows;
  }

  /** To be called after each row. */
  void endRow() throws IOException {
    groupRows++;
    if (groupRows == GROUP_ROWS || store.getBufferedSize() > GROUP_BYTES) {
      endGroup();
      beginGroup();
    }
  }

  /** Writes what is left and the footer, with metadata of the file. */
  void finish(Map<String, String> metadata) throws IOException {
    if (groupRows > 0) {
      endGroup();
    }
    FileMetaData footer =
        new FileMetaData(
            FORMAT_VERSION,
            elements(),
            groups.stream().mapToLong(RowGroup::getNum_rows).sum(),
            groups);
    footer.setCreated_by(WRITER);
    footer.setColumn_orders(
        schema.getColumns().stream()
            .map(c -> ColumnOrder.TYPE_ORDER(new TypeDefinedOrder()))
            .toList());
    metadata.forEach((k, v) -> footer.addToKey_value_metadata(new KeyValue(k).setValue(v)));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Util.writeFileMetaData(footer, bytes);
    write(bytes.toByteArray());
    write(
        ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(bytes.size())
            .array());
    write(MAGIC);
    out.close();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  private void beginGroup() {
    chunks = new LinkedHashMap<>();
    schema.getColumns().forEach(c -> chunks.put(c, new ColumnChunk(c)));
    store = new ColumnWriteStoreV1(schema, chunks::get, properties);
    rows = columns.getRecordWriter(store);
    groupRows = 0;
  }

  private void endGroup() throws IOException {
    rows.flush();
    store.flush();
    store.close();
    List<org.apache.parquet.format.ColumnChunk> written = new ArrayList<>();
    long start = offset;
    long bytes = 0;
    for (ColumnChunk chunk : chunks.values()) {
      ColumnMetaData meta = chunk.writeTo(out, offset);
      written.add(new org.apache.parquet.format.ColumnChunk(offset).setMeta_data(meta));
      offset += meta.getTotal_compressed_size();
      bytes += meta.getTotal_uncompressed_size();
    }
    groups.add(
        new RowGroup(written, bytes, groupRows)
            .setFile_offset(start)
            .setTotal_compressed_size(offset - start));
  }

  private void write(byte[] bytes) throws IOException {
    out.write(bytes);
    offset += bytes.length;
  }

  /** The schema as the format lists it: each group before its columns. */
  private List<SchemaElement> elements() {
    List<SchemaElement> list = new ArrayList<>();
    list.add(new SchemaElement(schema.getName()).setNum_children(schema.getFieldCount()));
    schema.getFields().forEach(field -> add(field, list));
    return list;
  }

  private static void add(Type field, List<SchemaElement> list) {
    SchemaElement element =
        new SchemaElement(field.getName())
            .setRepetition_type(FieldRepetitionType.valueOf(field.getRepetition().name()));
    list.add(element);
    if (field.isPrimitive()) {
      element.setType(ColumnChunk.format(field.asPrimitiveType().getPrimitiveTypeName()));
      if (field.getLogicalTypeAnnotation() instanceof StringLogicalTypeAnnotation) {
        element.setConverted_type(org.apache.parquet.format.ConvertedType.UTF8);
        element.setLogicalType(LogicalType.STRING(new StringType()));
      }
    } else {
      element.setNum_children(field.asGroupType().getFieldCount());
      field.asGroupType().getFields().forEach(child -> add(child, list));
    }
  }
}
