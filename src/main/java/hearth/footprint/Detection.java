package hearth.footprint;

import java.util.Objects;
import org.locationtech.jts.geom.Polygon;

/**
 * One building as one tile saw it: a mask turned into a polygon, before the seams are closed.
 *
 * @param tileColumn column of the tile in the lattice
 * @param tileRow row of the tile in the lattice
 * @param outline valid polygon in the run's metric reference system
 * @param cut whether the outline touches the rim of the tile's block, so that part of the building
 *     may lie outside what the tile saw
 * @param anchor of the outline as traced
 * @param label class that the detector gave, or the source of the prompt
 * @param prompt where the prompt came from: {@code detector}, {@code osm}, …
 * @param evidence scores
 */
public record Detection(
    int tileColumn,
    int tileRow,
    Polygon outline,
    boolean cut,
    Anchor anchor,
    String label,
    String prompt,
    Evidence evidence) {
  /** The prompt of what a detector found. */
  public static final String DETECTOR = "detector";

  public Detection {
    Objects.requireNonNull(outline, "outline");
    Objects.requireNonNull(anchor, "anchor");
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(prompt, "prompt");
    Objects.requireNonNull(evidence, "evidence");
  }

  /** A detection whose outline is as it was traced. */
  public Detection(
      int tileColumn,
      int tileRow,
      Polygon outline,
      boolean cut,
      String label,
      String prompt,
      Evidence evidence) {
    this(tileColumn, tileRow, outline, cut, anchor(outline), label, prompt, evidence);
  }

  private static Anchor anchor(Polygon outline) {
    return outline.isEmpty()
        ? new Anchor(0, 0)
        : Anchor.of(outline.getExteriorRing().getCoordinates(), 1);
  }

  /** The prompt of an instance of what words name. */
  public static final String TEXT = "text";

  /** What it was called; empty where neither a detector nor words asked. */
  String nameGiven() {
    return prompt.equals(DETECTOR) || prompt.equals(TEXT) ? label : "";
  }
}
