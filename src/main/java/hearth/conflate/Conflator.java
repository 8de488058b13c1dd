package hearth.conflate;

import hearth.footprint.Building;
import hearth.footprint.BuildingId;
import hearth.footprint.Evidence;
import hearth.footprint.Matching;
import hearth.footprint.OutlineOrder;
import hearth.footprint.Overlap;
import hearth.footprint.Overlaps;
import hearth.footprint.Source;
import hearth.footprint.Status;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.locationtech.jts.geom.Geometry;

/**
 * Joins detections with mapped buildings by the rule set {@code hearth}. OpenStreetMap wins over a
 * detection of the same house; nothing is deleted, each candidate gets a status.
 *
 * <ol>
 *   <li>Detections and mapped buildings are assigned one to one by falling IoU ({@link Matching}).
 *       Above {@link ConflateOptions#matchIou} they are one candidate, {@code matched}: outline, id
 *       and tags of the mapped building, evidence, height and tiles of the detection.
 *   <li>A detection left over is {@code absorbed} if more than {@link ConflateOptions#absorbInside}
 *       of the smaller outline lies inside the other, for any mapped building;
 *   <li>else an {@code overlap} if more than {@link ConflateOptions#overlapShare} of it lies on a
 *       mapped building;
 *   <li>else {@code added}.
 *   <li>A mapped building without a detection is {@code osm-only} if more than {@link
 *       ConflateOptions#seenShare} of it was imaged, else {@code unseen}.
 * </ol>
 *
 * <p>Absorbed, overlapping and added detections name the mapped building that the rule was met by,
 * or that they share most ground with, and the IoU with it. Outlines are compared as they are;
 * detections that are shifted against the map are to be moved before.
 *
 * <p>The order of the inputs plays no part: both are sorted first, ties of IoU go to the first
 * detection by {@link OutlineOrder}, then to the first mapped building by type and id.
 */
public final class Conflator {
  private static final Comparator<Building> DETECTION_ORDER =
      Comparator.comparing(Building::outline, OutlineOrder.INSTANCE)
          .thenComparing(Building::id)
          .thenComparing(b -> b.evidence().strength());

  private static final Comparator<OsmBuilding> MAP_ORDER =
      OsmBuildings.BY_ELEMENT.thenComparing(OsmBuilding::outline, OutlineOrder.INSTANCE);

  private final ConflateOptions options;

  public Conflator(ConflateOptions options) {
    this.options = options;
  }

  /**
   * Gives each detection and each mapped building its status.
   *
   * @param detections in the run's metric system, in any order; rejected ones stay as they are and
   *     take no part
   * @param osm mapped buildings in the same system, in any order
   * @param imagedArea where the imagery shows something, valid, in the same system
   * @return all candidates, sorted by id, ids distinct
   */
  public List<Building> merge(
      List<Building> detections, List<OsmBuilding> osm, Geometry imagedArea) {
    List<Building> result = new ArrayList<>();
    List<Building> found = new ArrayList<>();
    for (Building b : detections) {
      (b.status() == Status.REJECTED ? result : found).add(b);
    }
    found.sort(DETECTION_ORDER);
    List<OsmBuilding> mapped = new ArrayList<>(osm);
    mapped.sort(MAP_ORDER);

    List<Overlap> overlaps =
        Overlaps.between(
            found.stream().map(Building::outline).toList(),
            mapped.stream().map(OsmBuilding::outline).toList());
    BitSet foundMatched = new BitSet();
    BitSet mapMatched = new BitSet();
    for (Overlap match : matches(overlaps)) {
      foundMatched.set(match.left());
      mapMatched.set(match.right());
      result.add(matched(found.get(match.left()), mapped.get(match.right()), match.iou()));
    }
    addOthers(found, foundMatched, mapped, overlaps, result);
    ImagedShare imaged = new ImagedShare(imagedArea);
    for (int i = 0; i < mapped.size(); i++) {
      if (!mapMatched.get(i)) {
        boolean seen = imaged.isAbove(options.seenShare(), mapped.get(i).outline());
        result.add(unmatched(mapped.get(i), seen ? Status.OSM_ONLY : Status.UNSEEN));
      }
    }
    return BuildingId.distinct(result);
  }

  private List<Overlap> matches(List<Overlap> overlaps) {
    return Matching.oneToOne(overlaps.stream().filter(o -> o.iou() > options.matchIou()).toList());
  }

  /** Detections without a partner; the overlaps of each follow one another. */
  private void addOthers(
      List<Building> found,
      BitSet matched,
      List<OsmBuilding> mapped,
      List<Overlap> overlaps,
      List<Building> result) {
    int next = 0;
    for (int i = 0; i < found.size(); i++) {
      int from = next;
      while (next < overlaps.size() && overlaps.get(next).left() == i) {
        next++;
      }
      if (!matched.get(i)) {
        result.add(other(found.get(i), mapped, overlaps.subList(from, next)));
      }
    }
  }

  private Building other(Building detection, List<OsmBuilding> mapped, List<Overlap> own) {
    Optional<Overlap> inside = most(own, Comparator.comparingDouble(Overlap::insideSmaller));
    if (inside.isPresent() && inside.get().insideSmaller() > options.absorbInside()) {
      return beside(detection, mapped, inside.get(), Status.ABSORBED, "");
    }
    Optional<Overlap> shared = most(own, Comparator.comparingDouble(Overlap::leftInside));
    if (shared.isEmpty()) {
      return detection.withStatus(Status.ADDED, "");
    }
    return shared.get().leftInside() > options.overlapShare()
        ? beside(detection, mapped, shared.get(), Status.OVERLAP, "cuts into %s")
        : beside(detection, mapped, shared.get(), Status.ADDED, "");
  }

  /** The greatest; of equal ones the first by map order. */
  private static Optional<Overlap> most(List<Overlap> own, Comparator<Overlap> measure) {
    return own.stream()
        .max(measure.thenComparing(Comparator.comparingInt(Overlap::right).reversed()));
  }

  private static Building beside(
      Building detection, List<OsmBuilding> mapped, Overlap overlap, Status status, String reason) {
    OsmBuilding other = mapped.get(overlap.right());
    return detection
        .withOsm(other.element(), overlap.iou())
        .withStatus(status, reason.formatted(other.element().ref()));
  }

  private static Building matched(Building detection, OsmBuilding osm, double iou) {
    return new Building(
        BuildingId.of(osm.element()),
        osm.outline(),
        Source.BOTH,
        Status.MATCHED,
        "",
        Optional.of(osm.element()),
        iou,
        detection.evidence(),
        detection.heightMetres(),
        detection.levels(),
        detection.residential(),
        detection.tiles());
  }

  private static Building unmatched(OsmBuilding osm, Status status) {
    return new Building(
        BuildingId.of(osm.element()),
        osm.outline(),
        Source.OSM,
        status,
        "",
        Optional.of(osm.element()),
        Double.NaN,
        Evidence.NONE,
        Double.NaN,
        0,
        true,
        List.of());
  }
}
