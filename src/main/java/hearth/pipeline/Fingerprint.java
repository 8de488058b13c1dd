package hearth.pipeline;

import hearth.geo.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** SHA-256 of texts and files: what a run's identity is made of. */
final class Fingerprint {
  private Fingerprint() {}

  /** Of a text in UTF-8. */
  static String ofText(String text) {
    return HexFormat.of().formatHex(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Of some arrays, one after the other. */
  static String ofBytes(List<byte[]> parts) {
    return HexFormat.of().formatHex(digestOf(parts));
  }

  /** The same, 32 bytes. */
  static byte[] digestOf(List<byte[]> parts) {
    MessageDigest digest = digest();
    parts.forEach(digest::update);
    return digest.digest();
  }

  /**
   * Of the whole content of a file, of the files of a folder, with their names, or of the rows of a
   * database's table. Another path that is not of this file system (GDAL's virtual paths) is its
   * own fingerprint.
   */
  static String ofFile(String file) {
    return ofLayer(file, Optional.empty());
  }

  /** As {@link #ofFile}, with the name of the table where the address does not tell it. */
  static String ofLayer(String file, Optional<String> layer) {
    if (TableFingerprint.isTable(file)) {
      return TableFingerprint.of(file, layer);
    }
    Path path = Path.of(file);
    if (Files.isDirectory(path)) {
      return ofFolder(path);
    }
    return Files.isRegularFile(path) ? ofRegularFile(path) : "path:" + file;
  }

  private static String ofFolder(Path folder) {
    List<String> parts = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        parts.add(folder.relativize(file) + " " + ofRegularFile(file));
      }
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
    return ofText(String.join("\n", parts));
  }

  private static String ofRegularFile(Path path) {
    MessageDigest digest = digest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(path), digest)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw unreadable(path, e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static InputException unreadable(Path path, IOException e) {
    return new InputException(
        path + ": cannot be read (" + e.getMessage() + ")", "Check its rights.", e);
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
