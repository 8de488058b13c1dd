package hearth.pipeline.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What speaks for and against the candidates besides the models.
 *
 * @param verdicts candidates by what the surface model says, see {@link
 *     hearth.footprint.HeightVerdict#code()}; empty without one
 * @param hints detections by what makes them doubtful, see {@link hearth.footprint.Hint#code()};
 *     each that was looked for is there, with 0 if none was found
 * @param shifts systematic shift against the map
 * @param accuracy against true outlines, with and without what the surface model rejected; null
 *     where none were given
 */
@JsonPropertyOrder({"verdicts", "hints", "shifts", "accuracy"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EvidenceReport(
    Map<String, Integer> verdicts, Map<String, Integer> hints, Shifts shifts, Accuracy accuracy) {
  /** Nothing was asked. */
  public static final EvidenceReport NONE =
      new EvidenceReport(Map.of(), Map.of(), new Shifts(0, 0, 0), null);

  public EvidenceReport {
    verdicts = Collections.unmodifiableMap(new LinkedHashMap<>(verdicts));
    hints = Collections.unmodifiableMap(new LinkedHashMap<>(hints));
  }

  /**
   * Systematic shift between detections and map.
   *
   * @param cells cells in which it could be estimated
   * @param applied cells in which detections were moved
   * @param largestMetres longest that was applied; 0 if none was
   */
  @JsonPropertyOrder({"cells", "applied", "largestMetres"})
  public record Shifts(int cells, int applied, double largestMetres) {}

  /**
   * Against true outlines, at IoU 0.5.
   *
   * @param filterOn of the merged buildings
   * @param filterOff of these and what the surface model rejected
   */
  @JsonPropertyOrder({"filterOn", "filterOff"})
  public record Accuracy(Scores filterOn, Scores filterOff) {}

  /** Precision, recall and F1; NaN where they are not defined. */
  @JsonPropertyOrder({"precision", "recall", "f1"})
  public record Scores(double precision, double recall, double f1) {}
}
