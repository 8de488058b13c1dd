package hearth.store;

import hearth.geo.Affine;
import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import hearth.raster.RasterWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * PostGIS's raster format, version 0, as raster2pgsql writes it (PostGIS source,
 * raster/doc/RFC2-WellKnownBinaryFormat): little-endian, float32 bands in line, nodata -9999.
 */
final class RasterWkb {
  private static final int HEADER_BYTES = 61;
  private static final byte FLOAT32 = 10;
  private static final byte HAS_NODATA = 0x40;

  /** The two digits of each byte. */
  private static final byte[] HEX = digits();

  private RasterWkb() {}

  /**
   * One tile.
   *
   * @param grid frame of the whole raster, north-up
   * @param window the tile
   * @param bands values of each band in the window, row by row, NaN for nodata
   */
  static byte[] encode(Grid grid, int srid, PixelWindow window, List<float[]> bands) {
    int cells = window.width() * window.height();
    ByteBuffer out =
        ByteBuffer.allocate(HEADER_BYTES + bands.size() * (1 + Float.BYTES * (cells + 1)))
            .order(ByteOrder.LITTLE_ENDIAN);
    Affine a = grid.affine();
    out.put((byte) 1).putShort((short) 0).putShort((short) bands.size());
    out.putDouble(a.scaleX()).putDouble(a.scaleY());
    out.putDouble(a.originX() + window.column() * a.scaleX());
    out.putDouble(a.originY() + window.row() * a.scaleY());
    out.putDouble(0).putDouble(0).putInt(srid);
    out.putShort((short) window.width()).putShort((short) window.height());
    for (float[] band : bands) {
      out.put((byte) (FLOAT32 | HAS_NODATA));
      out.putFloat(RasterWriter.NODATA);
      float[] stored = band.clone();
      for (int i = 0; i < stored.length; i++) {
        stored[i] = Float.isNaN(stored[i]) ? RasterWriter.NODATA : stored[i];
      }
      out.asFloatBuffer().put(stored);
      out.position(out.position() + Float.BYTES * stored.length);
    }
    return out.array();
  }

  /** Values of one band of a tile, row by row, NaN for nodata. */
  static float[] decode(byte[] tile, int band) {
    ByteBuffer in = ByteBuffer.wrap(tile).order(ByteOrder.LITTLE_ENDIAN);
    int width = Short.toUnsignedInt(in.getShort(HEADER_BYTES - 4));
    int height = Short.toUnsignedInt(in.getShort(HEADER_BYTES - 2));
    float[] values = new float[width * height];
    in.position(HEADER_BYTES + band * (1 + Float.BYTES * (values.length + 1)));
    if ((in.get() & 0x0f) != FLOAT32) {
      throw new IllegalArgumentException("not a float32 band");
    }
    float nodata = in.getFloat();
    in.asFloatBuffer().get(values);
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] == nodata ? Float.NaN : values[i];
    }
    return values;
  }

  static boolean isEmpty(float[] band) {
    for (float value : band) {
      if (!Float.isNaN(value)) {
        return false;
      }
    }
    return true;
  }

  /** Appends bytes as hex digits; the raster type has no binary form for COPY. */
  static int hex(byte[] bytes, byte[] target, int at) {
    int i = at;
    for (byte b : bytes) {
      target[i++] = HEX[2 * (b & 0xff)];
      target[i++] = HEX[2 * (b & 0xff) + 1];
    }
    return i;
  }

  private static byte[] digits() {
    byte[] digits = new byte[512];
    for (int b = 0; b < 256; b++) {
      digits[2 * b] = (byte) Character.toUpperCase(Character.forDigit(b >> 4, 16));
      digits[2 * b + 1] = (byte) Character.toUpperCase(Character.forDigit(b & 0xf, 16));
    }
    return digits;
  }

  static byte[] roomFor(int bytes, byte[] old) {
    return old.length >= bytes ? old : Arrays.copyOf(old, bytes);
  }
}
