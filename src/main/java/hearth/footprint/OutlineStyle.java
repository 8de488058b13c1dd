package hearth.footprint;

import java.awt.Color;
import java.util.List;

/**
 * How outlines are drawn and what they are called: on the map, in the page and in QGIS.
 *
 * <p>Colours after Okabe and Ito, "Color Universal Design" (2008), which people with any kind of
 * colour vision can tell apart; lines that are not part of the merged view are broken as well.
 */
public enum OutlineStyle {
  REJECTED(Status.REJECTED, 0xD55E00, true, "rejected", "Ruled out, with the reason beside it."),
  ABSORBED(
      Status.ABSORBED,
      0xBBBBBB,
      true,
      "absorbed",
      "Detections that lie mostly inside an OpenStreetMap building; that building stands for"
          + " them."),
  OVERLAP(
      Status.OVERLAP,
      0xF0E442,
      true,
      "overlap",
      "Detections that cut into an OpenStreetMap building: kept for review, not counted."),
  UNSEEN(
      Status.UNSEEN,
      0xFFFFFF,
      false,
      "OpenStreetMap, without imagery",
      "OpenStreetMap buildings that the imagery does not show."),
  OSM_ONLY(
      Status.OSM_ONLY,
      0xCC79A7,
      false,
      "OpenStreetMap, not detected",
      "OpenStreetMap buildings that the imagery shows and no detection agrees with."),
  MATCHED(
      Status.MATCHED,
      0x56B4E9,
      false,
      "OpenStreetMap and detected",
      "OpenStreetMap buildings that a detection agrees with (IoU above 0.5); the outline is"
          + " OpenStreetMap's."),
  ADDED(
      Status.ADDED,
      0xE69F00,
      false,
      "detected, new",
      "Detections where OpenStreetMap has nothing."),
  GIVEN(null, 0x009E73, false, "given", "Buildings of the layer that was given.");

  private final Status status;
  private final int rgb;
  private final boolean broken;
  private final String label;
  private final String meaning;

  OutlineStyle(Status status, int rgb, boolean broken, String label, String meaning) {
    this.status = status;
    this.rgb = rgb;
    this.broken = broken;
    this.label = label;
    this.meaning = meaning;
  }

  /** Buildings of a layer that was given have a style of their own, as long as they stay. */
  public static OutlineStyle of(Status status, Source source) {
    return source == Source.GIVEN && status == Status.ADDED ? GIVEN : of(status);
  }

  /** The style of a status, whatever the source. */
  public static OutlineStyle of(Status status) {
    for (OutlineStyle style : values()) {
      if (style.status == status) {
        return style;
      }
    }
    throw new IllegalArgumentException("no style for " + status);
  }

  /** In the order in which they are drawn: what matters most comes last and lies on top. */
  public static List<OutlineStyle> bottomToTop() {
    return List.of(values());
  }

  public Color colour() {
    return new Color(rgb);
  }

  /** The colour as {@code #rrggbb}. */
  public String css() {
    return "#%06x".formatted(rgb);
  }

  /** Whether the line is broken: such outlines are not part of the merged view. */
  public boolean isBroken() {
    return broken;
  }

  /** A few words, for legends. */
  public String label() {
    return label;
  }

  /** A sentence that explains the label. */
  public String meaning() {
    return meaning;
  }
}
