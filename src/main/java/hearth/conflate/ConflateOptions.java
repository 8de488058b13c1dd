package hearth.conflate;

/**
 * Thresholds for joining detections with the map, see {@link Conflator}.
 *
 * @param matchIou a detection and an OSM building are the same house above this IoU
 * @param absorbInside else the detection is absorbed when more than this share of the smaller of
 *     the two lies inside the other
 * @param overlapShare else the detection is kept for review when more than this share of it lies on
 *     an OSM building
 * @param seenShare an OSM building was looked at when more than this share of it was imaged
 * @param touching whether a detection is kept for review already when it touches an OSM building,
 *     be it in a point
 */
public record ConflateOptions(
    double matchIou, double absorbInside, double overlapShare, double seenShare, boolean touching) {

  /** The rule set {@code hearth}. */
  public static final ConflateOptions DEFAULT = new ConflateOptions(0.5, 0.5, 0.05, 0.5, false);

  public ConflateOptions {
    share(matchIou, "matchIou");
    share(absorbInside, "absorbInside");
    share(overlapShare, "overlapShare");
    share(seenShare, "seenShare");
  }

  private static void share(double value, String name) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " is a share in 0..1, given " + value);
    }
  }
}
