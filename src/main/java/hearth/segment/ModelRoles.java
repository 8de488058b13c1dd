package hearth.segment;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The roles that the files of a model play. */
final class ModelRoles {
  /** The one file of a detector, and of a segmenter that is not divided. */
  static final String MODEL = "model";

  static final String ENCODER = "encoder";
  static final String DECODER = "decoder";

  /** Words to what the decoder knows of them. */
  static final String LANGUAGE = "language";

  /** Words to tokens: the {@code tokenizer.json} of Hugging Face, the one file that is no ONNX. */
  static final String TOKENIZER = "tokenizer";

  static final Set<String> ENCODER_DECODER = Set.of(ENCODER, DECODER);

  private static final List<Set<String>> OF_DETECTORS =
      List.of(Set.of(MODEL), Set.of(MODEL, TOKENIZER));

  private static final List<Set<String>> OF_SEGMENTERS =
      List.of(ENCODER_DECODER, Set.of(MODEL), Set.of(ENCODER, DECODER, LANGUAGE, TOKENIZER));

  private static final List<String> ORDER = List.of(MODEL, ENCODER, DECODER, LANGUAGE, TOKENIZER);

  private ModelRoles() {}

  /** Every role that a file of such a model may play. */
  static List<String> known(ModelKind kind) {
    return ORDER.stream().filter(r -> sets(kind).stream().anyMatch(s -> s.contains(r))).toList();
  }

  /** Whether these are the files of a whole model. */
  static boolean complete(ModelKind kind, Set<String> roles) {
    return sets(kind).contains(roles);
  }

  /**
   * What is wrong with these files: the first that is missing, or that they do not belong together.
   */
  static String fault(ModelKind kind, Set<String> roles) {
    for (Set<String> whole : sets(kind)) {
      if (whole.containsAll(roles)) {
        Set<String> missing = new TreeSet<>(whole);
        missing.removeAll(roles);
        return "no " + String.join(", ", sorted(missing));
      }
    }
    return String.join(", ", sorted(roles)) + " do not belong together";
  }

  /** Which files go together, for a message. */
  static String remedy(ModelKind kind) {
    return "A %s needs %s."
        .formatted(
            kind.key(),
            String.join(
                "; or ", sets(kind).stream().map(s -> String.join(" and ", sorted(s))).toList()));
  }

  /** In the order in which they are named. */
  static List<String> sorted(Set<String> roles) {
    return ORDER.stream().filter(roles::contains).toList();
  }

  /** Those whose files are ONNX. */
  static Set<String> onnx(Set<String> roles) {
    Set<String> onnx = new TreeSet<>(roles);
    onnx.remove(TOKENIZER);
    return onnx;
  }

  private static List<Set<String>> sets(ModelKind kind) {
    return kind == ModelKind.DETECTOR ? OF_DETECTORS : OF_SEGMENTERS;
  }
}
