package hearth.segment;

import hearth.geo.InputException;
import hearth.geo.NearestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The models in one or more folders: a YAML file each, beside its ONNX files. */
public final class ModelLibrary {
  /** Lies in a model folder too, and describes models that are elsewhere. */
  private static final String CATALOGUE = "catalogue";

  private static final String ENDING = ".yaml";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<Path> folders;
  private final Duration patience;

  /**
   * @param folders searched in this order; the first that holds a name wins. One that does not
   *     exist holds nothing
   */
  public ModelLibrary(List<Path> folders) {
    this(folders, PATIENCE);
  }

  /**
   * @param patience how long a server may send nothing while a model is pulled
   */
  ModelLibrary(List<Path> folders, Duration patience) {
    this.folders = List.copyOf(folders);
    this.patience = patience;
  }

  public List<Path> folders() {
    return folders;
  }

  /**
   * All models, by name. Descriptions are read, files are not.
   *
   * @throws InputException at the first description that is not valid
   */
  public List<ModelSpec> list() {
    return descriptions().values().stream().map(ModelLibrary::read).toList();
  }

  /**
   * A model by name.
   *
   * @throws InputException if there is none (the nearest is named), or its YAML is not valid
   */
  public ModelSpec load(String name) {
    Map<String, Path> all = descriptions();
    Path file = all.get(name);
    if (file == null) {
      throw new InputException(
          "no model \"%s\" in %s"
              .formatted(name, String.join(", ", folders.stream().map(Path::toString).toList())),
          all.isEmpty() ? "The folder holds no models." : NearestName.hint(name, all.keySet()));
    }
    return read(file);
  }

  /**
   * Checks that every file of a model is there and has its checksum.
   *
   * @throws InputException naming the file, with both sums
   */
  public void verify(ModelSpec spec) {
    for (String role : spec.files().keySet()) {
      ModelFiles.verified(spec, role);
    }
  }

  /**
   * Verifies a model, opens its files and reads what they take and give.
   *
   * @throws InputException as {@link Detector#open} and {@link Segmenter#open} do
   */
  public ModelDetails show(ModelSpec spec) {
    Inference inference = new Inference(Device.CPU, 1);
    Map<String, OnnxModel> models = new TreeMap<>();
    try {
      for (String role : ModelRoles.onnx(spec.files().keySet())) {
        models.put(role, OnnxModel.open(spec, role, inference));
      }
      Map<String, ModelIo> io = Models.io(models);
      if (spec.kind() == ModelKind.SEGMENTER) {
        SegmenterContract contract = SegmenterContract.of(spec, io);
        int size;
        try (Segmenter opened = contract.open(spec, models, SegmenterOptions.DEFAULT)) {
          models.clear(); // They are the segmenter's to close.
          size = opened.inputSize();
        }
        List<Double> mean = spec.mean();
        List<Double> std = spec.std();
        if (contract.ownScale().isPresent()) {
          mean = Collections.nCopies(3, 0.0);
          std = Collections.nCopies(3, contract.ownScale().getAsDouble());
        }
        return new ModelDetails(contract.layout(), size, List.of(), mean, std, io);
      }
      ModelIo file = io.get("model");
      if (spec.files().containsKey(ModelRoles.TOKENIZER)) {
        GroundingDino.requireContract(spec, file);
        Tokenizer.open(spec).close();
        return new ModelDetails(
            ModelLayout.GROUNDING_DINO,
            GroundingDino.shorterSide(spec),
            List.of(),
            GroundingDino.MEAN,
            GroundingDino.STD,
            io);
      }
      DetectorContract contract = DetectorContract.of(spec, file);
      return new ModelDetails(
          contract.layout(),
          BoxDetector.inputSize(spec, file),
          ClassNames.of(spec, file, contract.classes(file)).all(),
          spec.mean(),
          spec.std(),
          io);
    } finally {
      models.values().forEach(OnnxModel::close);
    }
  }

  /**
   * Adds a model to the first folder: copies its files there as {@code NAME.ROLE.onnx}, opens the
   * copies, and writes its YAML with their checksums and what the files say. Nothing is left behind
   * when it is refused.
   *
   * @param sources where the files are, by role, as {@link ModelSpec#files} has them
   * @return the description as written
   * @throws InputException if the name cannot be used or is taken, or the files are of no known
   *     contract
   */
  public ModelSpec add(ModelDraft draft, Map<String, Path> sources) {
    ModelYaml.checkName(draft.name());
    Path folder = folders.get(0).toAbsolutePath();
    Path yaml = folder.resolve(draft.name() + ENDING);
    if (Files.exists(yaml) && !draft.replace()) {
      throw new InputException(
          "model " + draft.name() + " is there already: " + yaml,
          "Choose another name, or replace it with --force.");
    }
    List<Path> staged = new ArrayList<>();
    try {
      Files.createDirectories(folder);
      Map<String, ModelFile> copies = new TreeMap<>();
      requireComplete(draft, sources.keySet());
      for (String role : ModelRoles.sorted(sources.keySet())) {
        Path copy = folder.resolve(fileName(draft, role) + ".part");
        staged.add(copy);
        Files.copy(source(sources, role), copy);
        copies.put(role, new ModelFile(copy.getFileName().toString(), ModelFiles.sha256(copy)));
      }
      ModelSpec trial = draft.spec(copies, folder);
      ModelSpec spec = draft.completed(trial, show(trial));
      for (String role : copies.keySet()) {
        Files.move(
            folder.resolve(copies.get(role).file()),
            folder.resolve(fileName(draft, role)),
            StandardCopyOption.REPLACE_EXISTING);
      }
      Path text = folder.resolve(draft.name() + ENDING + ".part");
      staged.add(text);
      Files.writeString(text, ModelYaml.write(spec));
      Files.move(text, yaml, StandardCopyOption.REPLACE_EXISTING);
      return ModelYaml.read(yaml);
    } catch (IOException e) {
      throw new InputException(
          "model " + draft.name() + " cannot be added: " + e,
          "Check the files and that " + folder + " can be written to.",
          e);
    } finally {
      staged.forEach(ModelLibrary::delete);
    }
  }

  /**
   * Downloads a model of a catalogue into the first folder. Files are written beside their place,
   * checked, and moved when all are there; nothing that was downloaded is run. A download that
   * broke off is gone on from.
   *
   * @param replace whether a model of this name may be overwritten
   * @throws InputException if it is not listed, is there already, or a file cannot be had whole and
   *     with the catalogue's checksum
   */
  public ModelSpec pull(Catalogue catalogue, String name, boolean replace) {
    Catalogue.Entry entry = catalogue.entry(name);
    Path folder = folders.get(0).toAbsolutePath();
    Path yaml = folder.resolve(name + ENDING);
    if (Files.exists(yaml) && !replace) {
      throw new InputException(
          "model " + name + " is there already: " + yaml, "Replace it with --force.");
    }
    try {
      Files.createDirectories(folder);
      Download download = new Download(patience);
      Map<String, ModelFile> files = entry.spec().files();
      for (String role : files.keySet()) {
        ModelFile file = files.get(role);
        download.fetch(entry.sources().get(role), file.sha256(), pulled(folder, file));
      }
      for (ModelFile file : files.values()) {
        Files.move(
            pulled(folder, file),
            folder.resolve(file.file()),
            StandardCopyOption.REPLACE_EXISTING,
            StandardCopyOption.ATOMIC_MOVE);
      }
      Path text = folder.resolve(name + ENDING + ".part");
      Files.writeString(text, ModelYaml.write(entry.spec()));
      Files.move(text, yaml, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      return ModelYaml.read(yaml);
    } catch (IOException e) {
      throw new InputException(
          "model " + name + " cannot be written: " + e,
          "Check that " + folder + " can be written to and has room.",
          e);
    }
  }

  private static Path pulled(Path folder, ModelFile file) {
    return folder.resolve(file.file() + ".download");
  }

  /**
   * Removes a model: its description, then those of its files that no other model of the folder
   * uses. Files outside the folder are left alone.
   *
   * @return what was removed
   * @throws InputException if there is no model of this name
   */
  public List<Path> remove(String name) {
    ModelSpec spec = load(name);
    Path folder = spec.folder().normalize();
    List<Path> removed = new ArrayList<>(List.of(folder.resolve(name + ENDING)));
    Set<Path> others = new HashSet<>();
    for (ModelSpec other : list()) {
      if (!other.name().equals(name)) {
        other
            .files()
            .values()
            .forEach(f -> others.add(other.folder().resolve(f.file()).normalize()));
      }
    }
    for (ModelFile file : spec.files().values()) {
      Path path = folder.resolve(file.file()).normalize();
      if (folder.equals(path.getParent()) && Files.exists(path) && !others.contains(path)) {
        removed.add(path);
      }
    }
    removed.forEach(ModelLibrary::delete);
    return removed;
  }

  static String fileName(ModelDraft draft, String role) {
    if (role.equals(ModelRoles.TOKENIZER)) {
      return draft.name() + ".tokenizer.json";
    }
    return role.equals(ModelRoles.MODEL)
        ? draft.name() + ".onnx"
        : draft.name() + "." + role + ".onnx";
  }

  private static void requireComplete(ModelDraft draft, Set<String> roles) {
    if (!ModelRoles.complete(draft.kind(), roles)) {
      throw new InputException(
          "model %s: %s".formatted(draft.name(), ModelRoles.fault(draft.kind(), roles)),
          ModelRoles.remedy(draft.kind()));
    }
  }

  private static Path source(Map<String, Path> sources, String role) {
    Path source = sources.get(role);
    if (!Files.isRegularFile(source)) {
      throw new InputException(source + ": no such file", "Check the path.");
    }
    return source;
  }

  static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ModelSpec read(Path file) {
    ModelSpec spec = ModelYaml.read(file);
    if (!file.getFileName().toString().equals(spec.name() + ENDING)) {
      throw new InputException(
          file + ": its name is \"" + spec.name() + "\"",
          "A model's YAML is called as the model: rename one of them.");
    }
    return spec;
  }

  /** Files by the name that they describe. */
  private Map<String, Path> descriptions() {
    Map<String, Path> all = new TreeMap<>();
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        continue;
      }
      try (Stream<Path> files = Files.list(folder)) {
        files
            .filter(f -> f.getFileName().toString().endsWith(ENDING))
            .filter(Files::isRegularFile)
            .sorted()
            .forEach(f -> all.putIfAbsent(nameOf(f), f));
      } catch (IOException e) {
        throw new InputException(
            folder + ": cannot be read (" + e.getMessage() + ")", "Check that it is yours.", e);
      }
    }
    all.remove(CATALOGUE);
    return all;
  }

  private static String nameOf(Path yaml) {
    String file = yaml.getFileName().toString();
    return file.substring(0, file.length() - ENDING.length());
  }
}
