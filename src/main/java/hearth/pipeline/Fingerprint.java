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
import java.util.HexFormat;

/** SHA-256 of texts and files: what a run's identity is made of. */
final class Fingerprint {
  private Fingerprint() {}

  /** Of a text in UTF-8. */
  static String ofText(String text) {
    return HexFormat.of().formatHex(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Of the whole content of a file. A path that is not of this file system (GDAL's virtual paths)
   * is its own fingerprint.
   */
  static String ofFile(String file) {
    Path path = Path.of(file);
    if (!Files.isRegularFile(path)) {
      return "path:" + file;
    }
    MessageDigest digest = digest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(path), digest)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new InputException(
          file + ": cannot be read (" + e.getMessage() + ")", "Check its rights.", e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
