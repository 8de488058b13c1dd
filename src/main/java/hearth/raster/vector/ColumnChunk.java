package hearth.raster.vector;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.statistics.geospatial.GeospatialStatistics;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * The values of one column in one row group: pages, compressed by gzip, which every reader of
 * Parquet has, kept until the group is written.
 */
final class ColumnChunk implements PageWriter {
  private final ColumnDescriptor column;
  private final ByteArrayOutputStream pages = new ByteArrayOutputStream();
  private final Set<Encoding> encodings = EnumSet.noneOf(Encoding.class);
  private final Statistics<?> statistics;
  private byte[] dictionary = new byte[0];
  private long values;
  private long uncompressed;

  ColumnChunk(ColumnDescriptor column) {
    this.column = column;
    this.statistics = Statistics.createStats(column.getPrimitiveType());
  }

  @Override
  public void writePage(
      BytesInput bytes,
      int valueCount,
      int rowCount,
      Statistics<?> ofPage,
      SizeStatistics sizes,
      GeospatialStatistics bounds,
      org.apache.parquet.column.Encoding repetition,
      org.apache.parquet.column.Encoding definition,
      org.apache.parquet.column.Encoding encoding)
      throws IOException {
    DataPageHeader header =
        new DataPageHeader(valueCount, kept(encoding), kept(definition), kept(repetition));
    write(pages, PageType.DATA_PAGE, bytes, page -> page.setData_page_header(header));
    values += valueCount;
    // Of a column without statistics the pages come with none.
    if (!ofPage.isEmpty()) {
      statistics.mergeStatistics(ofPage);
    }
  }

  @Override
  public void writePage(
      BytesInput bytes,
      int valueCount,
      int rowCount,
      Statistics<?> ofPage,
      org.apache.parquet.column.Encoding repetition,
      org.apache.parquet.column.Encoding definition,
      org.apache.parquet.column.Encoding encoding)
      throws IOException {
    writePage(bytes, valueCount, rowCount, ofPage, null, null, repetition, definition, encoding);
  }

  @Override
  public void writePage(
      BytesInput bytes,
      int valueCount,
      Statistics<?> ofPage,
      org.apache.parquet.column.Encoding repetition,
      org.apache.parquet.column.Encoding definition,
      org.apache.parquet.column.Encoding encoding) {
    throw new UnsupportedOperationException("a page needs its number of rows");
  }

  @Override
  public void writePageV2(
      int rowCount,
      int nullCount,
      int valueCount,
      BytesInput repetition,
      BytesInput definition,
      org.apache.parquet.column.Encoding encoding,
      BytesInput data,
      Statistics<?> ofPage) {
    throw new UnsupportedOperationException("pages are of version 1");
  }

  @Override
  public void writeDictionaryPage(DictionaryPage page) throws IOException {
    DictionaryPageHeader header =
        new DictionaryPageHeader(page.getDictionarySize(), kept(page.getEncoding()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write(out, PageType.DICTIONARY_PAGE, page.getBytes(), p -> p.setDictionary_page_header(header));
    dictionary = out.toByteArray();
  }

  private void write(
      OutputStream out, PageType type, BytesInput bytes, Consumer<PageHeader> withHeader)
      throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      bytes.writeAllTo(gzip);
    }
    PageHeader header = new PageHeader(type, Math.toIntExact(bytes.size()), compressed.size());
    withHeader.accept(header);
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    Util.writePageHeader(header, head);
    head.writeTo(out);
    compressed.writeTo(out);
    uncompressed += head.size() + bytes.size();
  }

  private Encoding kept(org.apache.parquet.column.Encoding encoding) {
    Encoding kept = Encoding.valueOf(encoding.name());
    encodings.add(kept);
    return kept;
  }

  /**
   * Writes the dictionary and the pages.
   *
   * @param offset of the chunk in the file
   */
  ColumnMetaData writeTo(OutputStream out, long offset) throws IOException {
    out.write(dictionary);
    pages.writeTo(out);
    ColumnMetaData chunk =
        new ColumnMetaData(
            format(storedType(column)),
            List.copyOf(encodings),
            List.of(column.getPath()),
            CompressionCodec.GZIP,
            values,
            uncompressed,
            dictionary.length + (long) pages.size(),
            offset + dictionary.length);
    if (dictionary.length > 0) {
      chunk.setDictionary_page_offset(offset);
    }
    if (!statistics.isEmpty()) {
      chunk.setStatistics(statistics());
    }
    return chunk;
  }

  /** Smallest and largest of numbers, by which a reader skips what it need not read. */
  private org.apache.parquet.format.Statistics statistics() {
    org.apache.parquet.format.Statistics kept = new org.apache.parquet.format.Statistics();
    kept.setNull_count(statistics.getNumNulls());
    if (statistics.hasNonNullValue() && storedType(column) != PrimitiveTypeName.BINARY) {
      kept.setMin_value(statistics.getMinBytes());
      kept.setMax_value(statistics.getMaxBytes());
    }
    return kept;
  }

  /** The same type in the words of the file format. */
  static Type format(PrimitiveTypeName type) {
    return switch (type) {
      case INT64 -> Type.INT64;
      case DOUBLE -> Type.DOUBLE;
      case BOOLEAN -> Type.BOOLEAN;
      case BINARY -> Type.BYTE_ARRAY;
      default -> throw new IllegalArgumentException(type + " is not written");
    };
  }

  private static PrimitiveTypeName storedType(ColumnDescriptor column) {
    return column.getPrimitiveType().getPrimitiveTypeName();
  }

  @Override
  public long getMemSize() {
    return allocatedSize();
  }

  @Override
  public long allocatedSize() {
    return dictionary.length + (long) pages.size();
  }

  @Override
  public String memUsageString(String prefix) {
    return prefix + " " + allocatedSize() + " bytes";
  }
}
