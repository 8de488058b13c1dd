package hearth.raster.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hearth.geo.Crs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.statistics.DoubleStatistics;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputDecompressor;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBReader;

/** What is written, read back by Apache Parquet's own reader. */
class GeoParquetTest {
  private static final List<VectorField> FIELDS =
      List.of(
          new VectorField("name", FieldType.STRING),
          new VectorField("levels", FieldType.INTEGER),
          new VectorField("height_m", FieldType.REAL),
          new VectorField("home", FieldType.BOOLEAN));

  private static final Geometry SQUARE =
      VectorRoundTripTest.wkt("POLYGON ((85.5 27.6, 85.6 27.6, 85.6 27.7, 85.5 27.7, 85.5 27.6))");

  private static final Geometry TWO =
      VectorRoundTripTest.wkt(
          "MULTIPOLYGON (((85.1 27.1, 85.2 27.1, 85.2 27.2, 85.1 27.1)),"
              + " ((85.3 27.3, 85.4 27.3, 85.4 27.4, 85.3 27.3)))");

  @TempDir Path folder;

  /** A file as the reader gives it. */
  private record Table(
      MessageType schema,
      Map<String, String> metadata,
      List<BlockMetaData> groups,
      List<Group> rows) {
    JsonNode geo() throws IOException {
      return new ObjectMapper().readTree(metadata.get("geo"));
    }
  }

  /** Unpacks by the JDK: the reader's own way to gzip needs Hadoop. */
  private static final class Gzip implements CompressionCodecFactory, BytesInputDecompressor {
    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
      assertEquals(CompressionCodecName.GZIP, codec);
      return this;
    }

    @Override
    public BytesInput decompress(BytesInput bytes, int size) throws IOException {
      try (InputStream in = new GZIPInputStream(bytes.toInputStream())) {
        byte[] all = in.readAllBytes();
        assertEquals(size, all.length);
        return BytesInput.from(all);
      }
    }

    @Override
    public void decompress(ByteBuffer in, int packed, ByteBuffer out, int size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void release() {
      // holds nothing
    }
  }

  private static Table read(Path file) throws IOException {
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new Gzip())
            .build();
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file), options)) {
      MessageType schema = reader.getFileMetaData().getSchema();
      List<Group> rows = new ArrayList<>();
      for (PageReadStore pages = reader.readNextRowGroup();
          pages != null;
          pages = reader.readNextRowGroup()) {
        RecordReader<Group> records =
            new ColumnIOFactory()
                .getColumnIO(schema)
                .getRecordReader(pages, new GroupRecordConverter(schema));
        for (long i = 0; i < pages.getRowCount(); i++) {
          rows.add(records.read());
        }
      }
      return new Table(
          schema,
          reader.getFileMetaData().getKeyValueMetaData(),
          reader.getFooter().getBlocks(),
          rows);
    }
  }

  private Path write(Crs crs, List<Feature> features) {
    Path file = folder.resolve("houses.parquet");
    try (VectorWriter writer = VectorWriter.create(file, i -> {})) {
      writer.addLayer("houses", crs, FIELDS, GeometryType.MULTIPOLYGON, features.iterator());
      writer.commit();
    }
    return file;
  }

  private static Map<String, Object> row(Object... keysAndValues) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      row.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return row;
  }

  private static Geometry geometry(Group row) throws ParseException {
    return new WKBReader().read(row.getBinary("geometry", 0).getBytes());
  }

  @Test
  void rowsComeBackAsTheyWereWritten() throws IOException, ParseException {
    Table table =
        read(
            write(
                Crs.WGS84,
                List.of(
                    Feature.of(
                        SQUARE,
                        row(
                            "name",
                            "Käṭhmāḍaũ",
                            "levels",
                            9_000_000_000L,
                            "height_m",
                            9.25,
                            "home",
                            true)),
                    Feature.of(TWO, row("name", "b", "height_m", Double.NaN, "home", false)),
                    Feature.of(null, row("levels", 0L)))));
    assertEquals(3, table.rows().size());
    Group first = table.rows().get(0);
    assertEquals("Käṭhmāḍaũ", first.getString("name", 0));
    assertEquals(9_000_000_000L, first.getLong("levels", 0));
    assertEquals(9.25, first.getDouble("height_m", 0));
    assertTrue(first.getBoolean("home", 0));
    assertTrue(
        geometry(first)
            .equalsExact(SQUARE.getFactory().createMultiPolygon(new Polygon[] {(Polygon) SQUARE})));
    Group box = first.getGroup("bbox", 0);
    assertArrayEquals(
        new double[] {85.5, 27.6, 85.6, 27.7},
        Stream.of("xmin", "ymin", "xmax", "ymax").mapToDouble(b -> box.getDouble(b, 0)).toArray());
    Group second = table.rows().get(1);
    assertTrue(geometry(second).equalsExact(TWO));
    assertEquals(0, second.getFieldRepetitionCount("levels"), "no entry is null");
    assertEquals(0, second.getFieldRepetitionCount("height_m"), "NaN is null");
    assertFalse(second.getBoolean("home", 0));
    Group third = table.rows().get(2);
    assertEquals(0, third.getFieldRepetitionCount("geometry"));
    assertEquals(0, third.getFieldRepetitionCount("bbox"));
    assertEquals(0, third.getLong("levels", 0));
  }

  @Test
  void metadataTellTypesBoundsAndWhereTheBoundsOfRowsAre() throws IOException {
    JsonNode geo = read(write(Crs.WGS84, List.of(Feature.of(TWO, row("name", "a"))))).geo();
    assertEquals("1.1.0", geo.get("version").asText());
    assertEquals("geometry", geo.get("primary_column").asText());
    JsonNode column = geo.get("columns").get("geometry");
    assertEquals("WKB", column.get("encoding").asText());
    assertEquals("[\"MultiPolygon\"]", column.get("geometry_types").toString());
    assertEquals("[85.1,27.1,85.4,27.4]", column.get("bbox").toString());
    assertNull(column.get("crs"), "longitude and latitude are the format's own");
    assertEquals("[\"bbox\",\"ymax\"]", column.get("covering").get("bbox").get("ymax").toString());
  }

  @Test
  void anotherReferenceSystemIsNamedAsProjJson() throws IOException {
    Geometry square =
        VectorRoundTripTest.wkt(
            "POLYGON ((350000 3057000, 350100 3057000, 350100 3057100, 350000 3057000))");
    JsonNode crs =
        read(write(Crs.epsg(32645), List.of(Feature.of(square, row()))))
            .geo()
            .at("/columns/geometry/crs");
    assertEquals("ProjectedCRS", crs.get("type").asText());
    assertEquals(32645, crs.at("/id/code").asInt());
  }

  @Test
  void aLayerWithoutRowsIsAFileWithoutRows() throws IOException {
    Table table = read(write(Crs.WGS84, List.of()));
    assertEquals(List.of(), table.rows());
    assertEquals("[]", table.geo().at("/columns/geometry/geometry_types").toString());
    assertEquals(6, table.schema().getFieldCount());
  }

  @Test
  void manyRowsGoToSeveralGroupsWithTheBoundsOfEach() throws IOException, ParseException {
    int count = 150_000;
    Iterator<Feature> features =
        IntStream.range(0, count)
            .mapToObj(
                i -> {
                  Geometry moved = SQUARE.copy();
                  moved.apply(AffineTransformation.translationInstance(i * 1e-4, 0));
                  return Feature.of(moved, row("name", "house " + i, "levels", (long) i % 7));
                })
            .iterator();
    Path file = folder.resolve("many.geoparquet");
    try (VectorWriter writer = VectorWriter.create(file, i -> {})) {
      writer.addLayer("houses", Crs.WGS84, FIELDS, GeometryType.MULTIPOLYGON, features);
      writer.commit();
    }
    Table table = read(file);
    assertEquals(count, table.rows().size());
    assertEquals("house 149999", table.rows().get(count - 1).getString("name", 0));
    assertEquals(100_000 % 7, table.rows().get(100_000).getLong("levels", 0));
    assertEquals(
        85.5 + 100_000 * 1e-4,
        geometry(table.rows().get(100_000)).getEnvelopeInternal().getMinX(),
        1e-9);
    assertEquals(3, table.groups().size());
    ColumnChunkMetaData west =
        table.groups().get(1).getColumns().stream()
            .filter(c -> c.getPath().toDotString().equals("bbox.xmin"))
            .findFirst()
            .orElseThrow();
    DoubleStatistics statistics = (DoubleStatistics) west.getStatistics();
    assertEquals(85.5 + 65_536 * 1e-4, statistics.getMin(), 1e-9);
    assertEquals(85.5 + (2 * 65_536 - 1) * 1e-4, statistics.getMax(), 1e-9);
  }

  @Test
  void theSameRowsGiveTheSameBytes() throws IOException {
    List<Feature> features = List.of(Feature.of(SQUARE, row("name", "a", "levels", 2L)));
    byte[] first = Files.readAllBytes(write(Crs.WGS84, features));
    assertArrayEquals(first, Files.readAllBytes(write(Crs.WGS84, features)));
  }

  @Test
  void columnsOfTheLayerKeepTheirNames() throws IOException {
    Path file = folder.resolve("own.parquet");
    List<VectorField> own =
        List.of(
            new VectorField("Geometry", FieldType.STRING), new VectorField("bbox", FieldType.REAL));
    try (VectorWriter writer = VectorWriter.create(file, i -> {})) {
      writer.addLayer(
          "own",
          Crs.WGS84,
          own,
          GeometryType.POLYGON,
          List.of(Feature.of(SQUARE, row("Geometry", "mine", "bbox", 2.5))).iterator());
      writer.commit();
    }
    Table table = read(file);
    assertEquals("mine", table.rows().get(0).getString("Geometry", 0));
    assertEquals(2.5, table.rows().get(0).getDouble("bbox", 0));
    assertEquals("geometry_2", table.geo().get("primary_column").asText());
    assertEquals(85.5, table.rows().get(0).getGroup("bbox_2", 0).getDouble("xmin", 0));
  }

  @Test
  void nothingIsLeftOfAFileThatIsNotFinished() throws IOException {
    Iterator<Feature> failing =
        Stream.of(Feature.of(SQUARE, row("name", "a")))
            .map(
                f -> {
                  if (f.fid() == Feature.NO_FID) {
                    throw new IllegalStateException("a source that fails");
                  }
                  return f;
                })
            .iterator();
    assertThrows(
        IllegalStateException.class,
        () -> {
          try (VectorWriter writer =
              VectorWriter.create(folder.resolve("houses.parquet"), i -> {})) {
            writer.addLayer("x", Crs.WGS84, FIELDS, GeometryType.POLYGON, failing);
            writer.commit();
          }
        });
    try (Stream<Path> list = Files.list(folder)) {
      assertEquals(List.of(), list.toList());
    }
  }

  @Test
  void aSecondLayerAndAnAttributeWithoutAColumnAreRefused() {
    try (VectorWriter writer = VectorWriter.create(folder.resolve("a.parquet"), i -> {})) {
      List<Feature> odd = List.of(Feature.of(SQUARE, row("naem", "typo")));
      assertThrows(
          IllegalArgumentException.class,
          () -> writer.addLayer("a", Crs.WGS84, FIELDS, GeometryType.POLYGON, odd.iterator()));
    }
    try (VectorWriter writer = VectorWriter.create(folder.resolve("b.parquet"), i -> {})) {
      List<Feature> none = List.of();
      writer.addLayer("a", Crs.WGS84, FIELDS, GeometryType.POLYGON, none.iterator());
      VectorRoundTripTest.assertRefused(
          () -> writer.addLayer("b", Crs.WGS84, FIELDS, GeometryType.POLYGON, none.iterator()),
          "holds one layer");
    }
  }
}
