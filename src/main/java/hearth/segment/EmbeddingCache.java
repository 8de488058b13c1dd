package hearth.segment;

import hearth.geo.InputException;
import hearth.raster.ImageBlock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * What encoders made of blocks, kept on disk: the same pixels asked about again by the same model
 * cost only the decoder. An entry is a file named by the hash of pixels and model; it holds the
 * numbers as the encoder gave them, so that answers are the same to the bit.
 *
 * <p>Bounded: when a new entry makes the folder too large, those go that were not used for longest.
 * An entry that cannot be read whole, for whatever reason, counts as not there and is written anew.
 * Thread-safe; several processes may share a folder.
 */
public final class EmbeddingCache {
  private static final byte[] MAGIC = "hearth embedding 1\n".getBytes(StandardCharsets.US_ASCII);
  private static final String ENDING = ".embedding";
  private static final int MOST_AXES = 8;

  /** Ten gigabytes: of hearth-sam's tiles about 2,000, of SAM's 2,400. */
  private static final long DEFAULT_BYTES = 10_000_000_000L;

  private final Path folder;
  private final long mostBytes;

  /** Numbers of an output of an encoder, row by row. */
  record Numbers(long[] shape, FloatBuffer data) {
    int count() {
      long count = 1;
      for (long size : shape) {
        count = Math.multiplyExact(count, size);
      }
      return Math.toIntExact(count);
    }
  }

  /** At most ten gigabytes. */
  public EmbeddingCache(Path folder) {
    this(folder, DEFAULT_BYTES);
  }

  /**
   * @param folder made where it is not there
   * @param mostBytes of all entries together
   * @throws InputException if the folder cannot be made or written to
   */
  public EmbeddingCache(Path folder, long mostBytes) {
    this.folder = folder;
    this.mostBytes = mostBytes;
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "trial", ".part"));
    } catch (IOException e) {
      throw new InputException(
          folder + ": embeddings cannot be kept there (" + e.getMessage() + ")",
          "Name a folder that can be written to.",
          e);
    }
  }

  /**
   * Name of the entry of a block.
   *
   * @param encoder checksum of the encoder's file
   * @param preparation whatever else decides what the encoder is shown: size, mean, …
   */
  static String key(ImageBlock block, String encoder, String preparation) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      String head = "%s %s %d x %d ".formatted(encoder, preparation, block.width(), block.height());
      digest.update(head.getBytes(StandardCharsets.UTF_8));
      digest.update(block.rgb());
      digest.update(block.valid());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // Every Java platform has SHA-256.
    }
  }

  /** What the entry holds, by name of output; empty where there is none, or it is damaged. */
  Optional<Map<String, Numbers>> get(String key) {
    Path file = file(key);
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      Optional<Map<String, Numbers>> found = read(bytes);
      if (found.isPresent()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      }
      return found;
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Keeps what an encoder gave. A disk that is full costs the entry, not the run.
   *
   * @param outputs by name; read from their start
   */
  void put(String key, Map<String, Numbers> outputs) {
    byte[] bytes = written(outputs);
    if (bytes.length > mostBytes) {
      return;
    }
    Path part = null;
    try {
      part = Files.createTempFile(folder, key.substring(0, 16), ".part");
      Files.write(part, bytes);
      Files.move(part, file(key), StandardCopyOption.REPLACE_EXISTING);
      makeRoom();
    } catch (IOException | UncheckedIOException e) {
      deleteQuietly(part);
    }
  }

  private Path file(String key) {
    return folder.resolve(key + ENDING);
  }

  /** Numbers start at a multiple of four, after the names. */
  private static byte[] written(Map<String, Numbers> outputs) {
    int size = MAGIC.length + Integer.BYTES + Long.BYTES;
    for (Map.Entry<String, Numbers> e : outputs.entrySet()) {
      size += Integer.BYTES + e.getKey().getBytes(StandardCharsets.UTF_8).length;
      size += Integer.BYTES + Long.BYTES * e.getValue().shape().length;
      size = Math.addExact(size, Math.multiplyExact(Float.BYTES, e.getValue().count()));
    }
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(MAGIC).putInt(outputs.size());
    new TreeMap<>(outputs)
        .forEach(
            (name, numbers) -> {
              byte[] text = name.getBytes(StandardCharsets.UTF_8);
              bytes.putInt(text.length).put(text).putInt(numbers.shape().length);
              for (long axis : numbers.shape()) {
                bytes.putLong(axis);
              }
              int count = numbers.count();
              bytes.asFloatBuffer().put(0, numbers.data(), 0, count);
              bytes.position(bytes.position() + count * Float.BYTES);
            });
    bytes.putLong(checksum(bytes.array(), bytes.position()));
    return bytes.array();
  }

  private static Optional<Map<String, Numbers>> read(ByteBuffer bytes) {
    int content = bytes.capacity() - Long.BYTES;
    if (content < MAGIC.length + Integer.BYTES
        || bytes.getLong(content) != checksum(bytes.array(), content)) {
      return Optional.empty();
    }
    byte[] magic = new byte[MAGIC.length];
    bytes.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      return Optional.empty();
    }
    // From here on the checksum vouches for the numbers.
    Map<String, Numbers> outputs = new TreeMap<>();
    int count = bytes.getInt();
    for (int i = 0; i < count; i++) {
      byte[] name = new byte[bytes.getInt()];
      bytes.get(name);
      int axes = bytes.getInt();
      if (axes > MOST_AXES) {
        return Optional.empty();
      }
      long[] shape = new long[axes];
      for (int axis = 0; axis < axes; axis++) {
        shape[axis] = bytes.getLong();
      }
      int length = new Numbers(shape, null).count();
      FloatBuffer data = new Floats().atLeast(length);
      data.put(0, bytes.asFloatBuffer(), 0, length);
      bytes.position(bytes.position() + length * Float.BYTES);
      outputs.put(new String(name, StandardCharsets.UTF_8), new Numbers(shape, data));
    }
    return Optional.of(outputs);
  }

  private static long checksum(byte[] bytes, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, length);
    return sum.getValue();
  }

  /** Deletes what was not used for longest until the rest fits. */
  private synchronized void makeRoom() throws IOException {
    record Entry(Path file, long bytes, FileTime used) {}
    List<Entry> entries = new ArrayList<>();
    long total = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(ENDING)).toList()) {
        try {
          entries.add(new Entry(file, Files.size(file), Files.getLastModifiedTime(file)));
          total += entries.get(entries.size() - 1).bytes();
        } catch (NoSuchFileException e) {
          continue; // Another process has made room.
        }
      }
    }
    entries.sort(Comparator.comparing(Entry::used).thenComparing(e -> e.file().toString()));
    for (int i = 0; total > mostBytes && i < entries.size(); i++) {
      Files.deleteIfExists(entries.get(i).file());
      total -= entries.get(i).bytes();
    }
  }

  private static void deleteQuietly(Path part) {
    try {
      if (part != null) {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      // A file that is left over is never read as an entry.
    }
  }
}
