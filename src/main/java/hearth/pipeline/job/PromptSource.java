package hearth.pipeline.job;

import hearth.geo.InputException;
import hearth.geo.NearestName;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Where prompts come from; a job lists those that it wants, the most trusted first. */
public enum PromptSource {
  /** Boxes of the detector. */
  DETECTOR,
  /** Outlines in the OSM file. */
  OSM,
  /** Boxes or polygons of a layer. */
  BOXES,
  /** Points of a layer. */
  POINTS,
  /** A grid of points over each tile: everything that the segmenter can tell apart. */
  GRID,
  /** Words, of which a segmenter that understands them finds every instance. */
  TEXT;

  /** As a job names it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static PromptSource parse(String key) {
    List<String> keys = Arrays.stream(values()).map(PromptSource::key).toList();
    int index = keys.indexOf(key);
    if (index < 0) {
      throw new InputException(
          "'prompts: " + key + "' is no source of prompts", NearestName.hint(key, keys));
    }
    return values()[index];
  }
}
