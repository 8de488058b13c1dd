package hearth.segment;

import hearth.geo.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The files of a model: where they may be, and their checksums. */
final class ModelFiles {
  private ModelFiles() {}

  /**
   * A file of a model, checked: inside the model's folder (also when it is a link), there, and with
   * the checksum of the description.
   *
   * @throws InputException saying which of these does not hold
   */
  static Path verified(ModelSpec spec, String role) {
    ModelFile entry = spec.files().get(role);
    String where = "model " + spec.name() + ": " + role + " " + entry.file();
    Path file = inside(spec.folder(), entry.file(), where);
    String sum = sha256(file);
    if (!sum.equals(entry.sha256())) {
      throw new InputException(
          "%s: SHA-256 is %s, but %s.yaml says %s"
              .formatted(where, sum, spec.name(), entry.sha256()),
          "The file is damaged or another version: get it again, or add it as a model of its own"
              + " with models add.");
    }
    return file;
  }

  private static Path inside(Path folder, String name, String where) {
    InputException outside =
        new InputException(
            where + ": outside the model's folder " + folder,
            "Files of a model lie beside its YAML.");
    try {
      Path relative = Path.of(name);
      Path file = folder.resolve(relative).normalize();
      if (relative.isAbsolute() || !file.startsWith(folder.normalize())) {
        throw outside;
      }
      if (!Files.isRegularFile(file)) {
        throw new InputException(
            where + ": no such file in " + folder, "Put it there, or add the model again.");
      }
      if (!file.toRealPath().startsWith(folder.toRealPath())) {
        throw outside;
      }
      return file;
    } catch (InvalidPathException e) {
      throw outside;
    } catch (IOException e) {
      throw new InputException(where + ": cannot be read (" + e.getMessage() + ")", "", e);
    }
  }

  /** Checksum of a file, in lower case. */
  static String sha256(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new InputException(
          file + ": cannot be read (" + e.getMessage() + ")", "Check that it is there.", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // Every Java platform has SHA-256.
    }
  }
}
