package hearth.segment;

import hearth.geo.InputException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where models run.
 *
 * @param kind the processor, a CUDA card, or a card where there is one
 * @param index which card, from 0; 0 for {@link Kind#CPU}
 */
public record Device(Kind kind, int index) {
  /** Kinds of device. */
  public enum Kind {
    CPU,
    CUDA,
    /** A CUDA card when ONNX Runtime can use one, else the processor, said once in the log. */
    AUTO
  }

  public static final Device CPU = new Device(Kind.CPU, 0);
  public static final Device AUTO = new Device(Kind.AUTO, 0);

  private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");

  public Device {
    Objects.requireNonNull(kind, "kind");
    if (index < 0) {
      throw new IllegalArgumentException("device index " + index);
    }
  }

  /** From {@code cpu}, {@code cuda}, {@code cuda:1} or {@code auto}; anything else is refused. */
  public static Device parse(String text) {
    String t = text.strip().toLowerCase(Locale.ROOT);
    Matcher cuda = CUDA.matcher(t);
    if (cuda.matches()) {
      return new Device(Kind.CUDA, cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1)));
    }
    return switch (t) {
      case "cpu" -> CPU;
      case "auto" -> AUTO;
      default ->
          throw new InputException(
              "device \"" + text + "\" is not known", "Give cpu, cuda, cuda:N or auto.");
    };
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    String name = kind.name().toLowerCase(Locale.ROOT);
    return kind == Kind.CUDA ? name + ":" + index : name;
  }
}
