package hearth.segment;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The models in one or more folders: a YAML file each, beside its ONNX files. */
public final class ModelLibrary {
  private final List<Path> folders;

  /**
   * @param folders searched in this order; the first that holds a name wins. One that does not
   *     exist holds nothing
   */
  public ModelLibrary(List<Path> folders) {
    this.folders = List.copyOf(folders);
  }

  public List<Path> folders() {
    return folders;
  }

  /**
   * All models, by name. Descriptions are read, files are not.
   *
   * @throws hearth.geo.InputException at the first description that is not valid
   */
  public List<ModelSpec> list() {
    throw new UnsupportedOperationException();
  }

  /**
   * A model by name.
   *
   * @throws hearth.geo.InputException if there is none (the nearest is named), or its YAML is not
   *     valid
   */
  public ModelSpec load(String name) {
    throw new UnsupportedOperationException();
  }

  /**
   * Checks that every file of a model is there and has its checksum.
   *
   * @throws hearth.geo.InputException naming the file, with both sums
   */
  public void verify(ModelSpec spec) {
    throw new UnsupportedOperationException();
  }

  /** Verifies a model, opens its files and reads what they take and give, by role. */
  public Map<String, ModelIo> show(ModelSpec spec) {
    throw new UnsupportedOperationException();
  }

  /**
   * Adds a model to the first folder: copies its files there, writes its YAML with their checksums.
   *
   * @param draft the description; {@code files} and {@code folder} are filled in
   * @param sources where the files are, by role
   * @return the description as written
   * @throws hearth.geo.InputException if the name is taken, or the files are of no known contract
   */
  public ModelSpec add(ModelDraft draft, Map<String, Path> sources) {
    throw new UnsupportedOperationException();
  }
}
