package hearth.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes the files of the hostile corpus that are too long, or not text, to stand in its manifest.
 */
final class HostileFiles {
  private static final Path SAMPLE = Path.of("data-samples/banepa");

  private HostileFiles() {}

  /**
   * Makes a file.
   *
   * @param recipe a generator and its arguments, with a space between; in an argument {@code _}
   *     stands for a space
   */
  static void make(String recipe, Path file) throws IOException {
    String[] words = recipe.split(" ");
    String rest = recipe.substring(recipe.indexOf(' ') + 1);
    switch (words[0]) {
      case "tiff" -> Files.write(file, tiff(Long.parseLong(words[1]), Long.parseLong(words[2])));
      case "png" -> Files.write(file, png(Integer.parseInt(words[1]), Integer.parseInt(words[2])));
      case "bytes" -> Files.write(file, HexFormat.of().parseHex(words[1]));
      case "zeros" -> Files.write(file, new byte[Integer.parseInt(words[1])]);
      case "noise" -> Files.write(file, noise(Integer.parseInt(words[1])));
      case "cut" -> Files.write(file, cut(SAMPLE.resolve("imagery.tif"), words[1]));
      case "cut-osm" -> Files.write(file, cut(SAMPLE.resolve("osm.osm.pbf"), words[1]));
      case "resource" -> Files.copy(Path.of("src/test/resources").resolve(words[1]), file);
      case "vrt" -> Files.writeString(file, vrt(rest));
      case "nested-vrt" -> {
        Files.writeString(file.resolveSibling("inner.vrt"), vrt(rest));
        Files.writeString(file, vrt("inner.vrt"));
      }
      case "vrt-bands" -> Files.writeString(file, vrtBands(Integer.parseInt(words[1])));
      case "laughs" -> Files.writeString(file, laughs(words[1]));
      case "yaml-laughs" -> Files.writeString(file, yamlLaughs());
      case "repeat" -> Files.writeString(file, repeat(words));
      case "zip" -> zip(words[1], file);
      case "gzip" -> gzip(Integer.parseInt(words[1]), file);
      case "pbf-bomb" -> Files.write(file, pbfBomb(Integer.parseInt(words[1])));
      case "zone" -> Files.writeString(file, zone(rest));
      default -> throw new IllegalArgumentException(recipe);
    }
  }

  /** A header with one strip and nothing in it. */
  private static byte[] tiff(long width, long height) {
    int[][] tags = {
      {256, 4, 1, (int) width},
      {257, 4, 1, (int) height},
      {258, 3, 1, 8},
      {259, 3, 1, 1},
      {262, 3, 1, 1},
      {273, 4, 1, 8},
      {277, 3, 1, 1},
      {278, 4, 1, (int) height},
      {279, 4, 1, 1}
    };
    ByteBuffer bytes = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8);
    bytes.putShort((short) tags.length);
    for (int[] tag : tags) {
      bytes.putShort((short) tag[0]).putShort((short) tag[1]).putInt(tag[2]).putInt(tag[3]);
    }
    return bytes.array();
  }

  private static byte[] png(int width, int height) {
    ByteBuffer bytes = ByteBuffer.allocate(33);
    bytes.put(HexFormat.of().parseHex("89504e470d0a1a0a")).putInt(13);
    bytes.put("IHDR".getBytes(StandardCharsets.US_ASCII)).putInt(width).putInt(height);
    bytes.put(new byte[] {8, 2, 0, 0, 0});
    CRC32 sum = new CRC32();
    sum.update(bytes.array(), 12, 17);
    return bytes.putInt((int) sum.getValue()).array();
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(9).nextBytes(bytes);
    return bytes;
  }

  private static byte[] cut(Path file, String length) throws IOException {
    return Arrays.copyOf(Files.readAllBytes(file), Integer.parseInt(length));
  }

  private static String vrt(String source) {
    return """
    <VRTDataset rasterXSize="64" rasterYSize="64"><SRS>EPSG:32645</SRS>
    <GeoTransform>360000, 1, 0, 3058000, 0, -1</GeoTransform>
    <VRTRasterBand dataType="Byte" band="1"><SimpleSource>
    <SourceFilename relativeToVRT="1">%s</SourceFilename><SourceBand>1</SourceBand>
    </SimpleSource></VRTRasterBand></VRTDataset>
    """
        .formatted(source);
  }

  private static String vrtBands(int count) {
    StringBuilder xml = new StringBuilder("<VRTDataset rasterXSize=\"5\" rasterYSize=\"5\">");
    for (int i = 1; i <= count; i++) {
      xml.append("<VRTRasterBand dataType=\"Byte\" band=\"").append(i).append("\"/>");
    }
    return xml.append("</VRTDataset>").toString();
  }

  /** A billion laughs: ten entities, each ten times the one before. */
  private static String laughs(String root) {
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE " + root + " [");
    xml.append("<!ENTITY l0 \"laugh\">");
    for (int i = 1; i < 10; i++) {
      xml.append("<!ENTITY l%d \"%s\">".formatted(i, ("&l" + (i - 1) + ";").repeat(10)));
    }
    return xml.append("]><%1$s>&l9;</%1$s>".formatted(root)).toString();
  }

  private static String yamlLaughs() {
    StringBuilder yaml = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 30; i++) {
      yaml.append("a%1$d: &a%1$d [*a%2$d, *a%2$d]\n".formatted(i, i - 1));
    }
    return yaml.append("imagery: *a29\n").toString();
  }

  /** {@code repeat BEFORE WHAT TIMES [AFTER]}. */
  private static String repeat(String[] words) {
    String before = words[1].replace('_', ' ');
    String after = words.length > 4 ? words[4].replace('_', ' ') : "";
    return before + words[2].repeat(Integer.parseInt(words[3])) + after;
  }

  private static void zip(String name, Path file) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(new byte[1 << 20]);
      zip.closeEntry();
    }
  }

  private static void gzip(int length, Path file) throws IOException {
    try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
      gzip.write(new byte[length]);
    }
  }

  /** A blob that unpacks to 100 MB, and says that it has another size. */
  private static byte[] pbfBomb(int claimed) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new DeflaterOutputStream(packed, new Deflater(9))) {
      out.write(new byte[100 << 20]);
    }
    ByteArrayOutputStream blob = new ByteArrayOutputStream();
    blob.write(0x10);
    varint(blob, claimed);
    blob.write(0x1a);
    varint(blob, packed.size());
    packed.writeTo(blob);
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.write(0x0a);
    header.write(9);
    header.write("OSMHeader".getBytes(StandardCharsets.US_ASCII));
    header.write(0x18);
    varint(header, blob.size());
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(ByteBuffer.allocate(4).putInt(header.size()).array());
    header.writeTo(file);
    blob.writeTo(file);
    return file.toByteArray();
  }

  private static void varint(OutputStream out, int value) throws IOException {
    int left = value;
    while (left > 0x7f) {
      out.write(left & 0x7f | 0x80);
      left >>>= 7;
    }
    out.write(left);
  }

  private static String zone(String people) {
    return """
    {"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"a","people":%s},
    "geometry":{"type":"Polygon","coordinates":[[[85.51,27.63],[85.53,27.63],[85.53,27.65],
    [85.51,27.65],[85.51,27.63]]]}}]}
    """
        .formatted(people);
  }
}
