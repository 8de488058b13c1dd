package hearth.pipeline;

import hearth.geo.InputException;
import hearth.geo.NearestName;
import java.util.Arrays;
import java.util.List;

/** How a segmenter is asked about a true building when its masks are judged. */
public enum PromptKind {
  /** The bounding box of the true outline on the working grid. */
  BOX("box"),
  /** One click at the pole of inaccessibility, the inner point farthest from the outline. */
  POINT("point"),
  /**
   * The same click, then a second one at the pole of inaccessibility of the largest region in which
   * the first mask is wrong, given together with that mask (Sofiiuk et al. 2022 call this the
   * second round of clicks).
   */
  CORRECTED_POINT("point+correction");

  private final String key;

  PromptKind(String key) {
    this.key = key;
  }

  /** As the command line names it. */
  public String key() {
    return key;
  }

  /**
   * @throws InputException for any other text
   */
  public static PromptKind parse(String text) {
    List<String> keys = Arrays.stream(values()).map(PromptKind::key).toList();
    return Arrays.stream(values())
        .filter(k -> k.key.equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "'--prompts " + text + "' is no kind of prompt", NearestName.hint(text, keys)));
  }
}
