package hearth.segment;

import java.util.Objects;

/**
 * A file of a model.
 *
 * @param file name inside the model's folder
 * @param sha256 checksum, 64 hexadecimal digits in lower case
 */
public record ModelFile(String file, String sha256) {
  public ModelFile {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(sha256, "sha256");
  }
}
