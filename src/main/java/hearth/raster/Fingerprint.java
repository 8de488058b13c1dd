package hearth.raster;

import hearth.geo.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.gdal.gdal.Band;
import org.gdal.gdal.Dataset;
import org.gdal.gdalconst.gdalconstConstants;

/**
 * A short text that changes when the content of an image changes, made with bounded reading:
 * SHA-256 over name and size of the file, its sidecars and, for a VRT, its sources, and over 32
 * evenly spread samples of 64 KiB of each (all of it up to 2 MiB). Where files cannot be read
 * directly (remote or packed), over frame, type and samples of pixels.
 */
final class Fingerprint {
  private static final int SAMPLES = 32;
  private static final int SAMPLE_BYTES = 64 * 1024;
  private static final int REMOTE_SAMPLES_PER_AXIS = 4;
  private static final int REMOTE_SAMPLE_PIXELS = 64;
  private static final int SHOWN_BYTES = 16;

  private final MessageDigest digest;

  private Fingerprint() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  static String of(ImageFile image) {
    Fingerprint print = new Fingerprint();
    Dataset dataset = RasterFile.open(image.file());
    try {
      TreeSet<String> parts = new TreeSet<>();
      List<?> listed = dataset.GetFileList();
      if (listed != null) {
        listed.forEach(f -> parts.add((String) f));
      }
      boolean local = !parts.isEmpty();
      for (String part : parts) {
        Optional<Path> path = InputFiles.local(part);
        if (path.isPresent() && Files.isRegularFile(path.get())) {
          print.addFile(path.get());
        } else {
          local = false;
        }
      }
      if (!local) {
        print.addPixels(dataset, image);
      }
    } finally {
      dataset.delete();
    }
    return HexFormat.of().formatHex(print.digest.digest(), 0, SHOWN_BYTES);
  }

  private void addFile(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      add(file.getFileName() + ":" + size);
      if (size <= (long) SAMPLES * SAMPLE_BYTES) {
        addBytes(channel, 0, (int) size);
        return;
      }
      long step = (size - SAMPLE_BYTES) / (SAMPLES - 1);
      for (int i = 0; i < SAMPLES; i++) {
        addBytes(channel, i == SAMPLES - 1 ? size - SAMPLE_BYTES : i * step, SAMPLE_BYTES);
      }
    } catch (IOException e) {
      throw new InputException(file + " cannot be read: " + e.getMessage(), "Check the disk.", e);
    }
  }

  private void addBytes(FileChannel channel, long position, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) >= 0) {
      // read until the sample is full or the file ends
    }
    buffer.flip();
    digest.update(buffer);
  }

  private void addPixels(Dataset dataset, ImageFile image) {
    add(image.file() + image.wkt() + image.grid().affine() + image.type());
    int width = image.grid().width();
    int height = image.grid().height();
    int w = Math.min(width, REMOTE_SAMPLE_PIXELS);
    int h = Math.min(height, REMOTE_SAMPLE_PIXELS);
    double[] pixels = new double[w * h];
    int last = REMOTE_SAMPLES_PER_AXIS - 1;
    for (int b = 1; b <= dataset.GetRasterCount(); b++) {
      Band band = dataset.GetRasterBand(b);
      for (int i = 0; i < REMOTE_SAMPLES_PER_AXIS * REMOTE_SAMPLES_PER_AXIS; i++) {
        int x = (int) ((long) (width - w) * (i % REMOTE_SAMPLES_PER_AXIS) / last);
        int y = (int) ((long) (height - h) * (i / REMOTE_SAMPLES_PER_AXIS) / last);
        Gdal.clearError();
        int code = band.ReadRaster(x, y, w, h, w, h, gdalconstConstants.GDT_Float64, pixels);
        if (code != gdalconstConstants.CE_None) {
          throw RasterFile.unreadable(image.file(), "a sample of band " + b);
        }
        ByteBuffer bytes = ByteBuffer.allocate(pixels.length * Double.BYTES);
        bytes.asDoubleBuffer().put(pixels);
        digest.update(bytes.array());
      }
    }
  }

  private void add(String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }
}
