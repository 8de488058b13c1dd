package hearth.segment;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers that Ultralytics' exports, and those of {@code models/training}, write into the file's
 * notes, as Python prints them.
 */
final class ExportNotes {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,5}");

  private ExportNotes() {}

  /** The longer side of {@code imgsz}, such as {@code [640, 640]}, in pixels. */
  static OptionalInt inputSize(ModelIo io) {
    return largest(io, "imgsz");
  }

  /** {@code stride}: the input's sides are multiples of this many pixels. */
  static OptionalInt stride(ModelIo io) {
    return largest(io, "stride");
  }

  /**
   * {@code window}: a decoder answers a box in a window around it, at least so many pixels of the
   * encoder's input wide.
   */
  static OptionalInt window(ModelIo io) {
    return largest(io, "window");
  }

  /** {@code guesses}: a padding point behind a box tells the decoder that it is a guess. */
  static boolean guesses(ModelIo io) {
    return largest(io, "guesses").isPresent();
  }

  private static OptionalInt largest(ModelIo io, String key) {
    Matcher m = NUMBER.matcher(io.metadata().getOrDefault(key, ""));
    return m.results().mapToInt(r -> Integer.parseInt(r.group())).filter(n -> n > 0).max();
  }
}
