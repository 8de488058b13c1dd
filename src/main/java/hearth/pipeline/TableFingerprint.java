package hearth.pipeline;

import hearth.raster.vector.Feature;
import hearth.raster.vector.VectorLayer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.locationtech.jts.io.WKBWriter;

/**
 * A short text that changes when the rows of a database's table change: their number, and the sum
 * of the hashes of all rows, so that the order in which the database gives them plays no part.
 */
public final class TableFingerprint {
  private static final List<String> DATABASES = List.of("PG:", "POSTGRESQL:");

  private TableFingerprint() {}

  /** Whether a name is the address of a database, as GDAL writes it. */
  public static boolean isTable(String file) {
    String start = file.toUpperCase(Locale.ROOT);
    return DATABASES.stream().anyMatch(start::startsWith);
  }

  /**
   * Reads the whole table.
   *
   * @param layer name of the table; empty for the first of the address
   */
  public static String of(String address, Optional<String> layer) {
    Sum sum = new Sum();
    try (VectorLayer table = VectorLayer.open(address, layer.orElse(null))) {
      table.forEach(issue -> {}, sum::add);
      return Fingerprint.ofText(
          table.fields()
              + " "
              + sum.rows
              + " "
              + Long.toHexString(sum.high)
              + Long.toHexString(sum.low));
    }
  }

  private static final class Sum {
    private final WKBWriter wkb = new WKBWriter(3);
    private long rows;
    private long high;
    private long low;

    void add(Feature row) {
      byte[] shape = row.geometry() == null ? new byte[0] : wkb.write(row.geometry());
      String attributes = row.fid() + " " + new TreeMap<>(row.attributes());
      byte[] text = attributes.getBytes(java.nio.charset.StandardCharsets.UTF_8);
      ByteBuffer hash = ByteBuffer.wrap(Fingerprint.digestOf(List.of(text, shape)));
      rows++;
      high += hash.getLong();
      low += hash.getLong();
    }
  }
}
