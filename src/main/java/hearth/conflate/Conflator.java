package hearth.conflate;

import hearth.footprint.Building;
import hearth.footprint.BuildingId;
import hearth.footprint.Comparison;
import hearth.footprint.Detected;
import hearth.footprint.GroundClaim;
import hearth.footprint.MapComparison;
import hearth.footprint.MapPair;
import hearth.footprint.MapShift;
import hearth.footprint.Matching;
import hearth.footprint.OutlineOrder;
import hearth.footprint.Overlap;
import hearth.footprint.Source;
import hearth.footprint.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.util.AffineTransformation;

/**
 * Joins detections with mapped buildings. OpenStreetMap wins over a detection of the same house;
 * nothing is deleted, each candidate gets a status and keeps what was measured.
 *
 * <ol>
 *   <li value="0">Outlines are valid: readers repair them or leave them out, and say so.
 *   <li>Detections are moved by the systematic shift between them and the map, cell by cell ({@link
 *       ShiftEstimator}). The map stays where it is, and so does a detection's id. A detection
 *       draws back from mapped buildings that are much smaller than itself and share little of it.
 *   <li>Detections and mapped buildings are assigned one to one by falling IoU ({@link Matching}).
 *       Above {@link ConflateOptions#matchIou} they are one candidate, {@code matched}: outline, id
 *       and tags of the mapped building, evidence, height and tiles of the detection.
 *   <li>A detection left over is {@code absorbed} if more than {@link ConflateOptions#absorbInside}
 *       of the smaller outline lies inside the other, for any mapped building;
 *   <li>else an {@code overlap} if more than {@link ConflateOptions#overlapShare} of it lies on a
 *       mapped building, or with {@link ConflateOptions#touching} if it touches one;
 *   <li>else {@code added}.
 *   <li>A mapped building without a detection is {@code osm-only} if more than {@link
 *       ConflateOptions#seenShare} of it was imaged, else {@code unseen}.
 *   <li>Ground that two added detections claim goes to the one with more evidence; the other is cut
 *       back, or an {@code overlap} where little of it remains ({@link GroundClaims}). So no two
 *       buildings of the merged view share more than 5 % of the smaller, if no two mapped ones do.
 * </ol>
 *
 * <p>Absorbed, overlapping and added detections name the mapped building that the rule was met by,
 * or that they share most ground with, and the figures of that pair.
 *
 * <p>The order of the inputs plays no part: both are sorted first, ties of IoU go to the first
 * detection by {@link OutlineOrder}, then to the first mapped building by type and id.
 */
public final class Conflator {
  private static final Comparator<Building> DETECTION_ORDER =
      Comparator.comparing(Building::outline, OutlineOrder.INSTANCE)
          .thenComparing(Building::id)
          .thenComparing(b -> b.evidence().strength());

  private static final Comparator<Building> MAP_ORDER =
      Comparator.comparing((Building b) -> b.osm().orElseThrow().type())
          .thenComparingLong(b -> b.osm().orElseThrow().id())
          .thenComparing(Building::outline, OutlineOrder.INSTANCE);

  private final ConflateOptions options;

  public Conflator(ConflateOptions options) {
    this.options = options;
  }

  /**
   * Gives each detection and each mapped building its status.
   *
   * @param detections in the run's metric system, in any order; rejected ones stay as they are and
   *     take no part
   * @param osm mapped buildings in the same system, in any order, {@link GroundClaims#ofMap without
   *     overlaps}
   * @param imagedArea where the imagery shows something, valid, in the same system
   */
  public Conflation merge(List<Building> detections, List<OsmBuilding> osm, Geometry imagedArea) {
    List<Building> result = new ArrayList<>();
    List<Building> found = new ArrayList<>();
    // Sorted before ids are made distinct: of equal outlines the stronger keeps its place.
    List<Building> sorted = new ArrayList<>(detections);
    sorted.sort(DETECTION_ORDER);
    for (Building b : BuildingId.distinct(sorted)) {
      (b.status() == Status.REJECTED ? result : found).add(b);
    }
    found.sort(DETECTION_ORDER);
    List<Building> mapped =
        new ArrayList<>(
            BuildingId.distinct(
                osm.stream().map(o -> Building.mapped(o.element(), o.outline())).toList()));
    mapped.sort(MAP_ORDER);

    Map<ShiftEstimator.Cell, MapShift> shifts =
        ShiftEstimator.estimate(outlines(found), outlines(mapped));
    found.replaceAll(b -> moved(b, shifts));
    List<Overlap> overlaps = GroundClaims.drawBack(found, outlines(mapped));
    int[] partner = new int[found.size()];
    Arrays.fill(partner, -1);
    for (Overlap o : Matching.oneToOne(overlaps.stream().filter(o -> o.iou() > 0).toList())) {
      partner[o.left()] = o.right();
    }
    join(found, mapped, overlaps, partner, new ImagedShare(imagedArea), result);
    Map<String, List<Geometry>> onMap = new HashMap<>();
    for (Overlap o : overlaps) {
      onMap
          .computeIfAbsent(found.get(o.left()).id(), id -> new ArrayList<>())
          .add(mapped.get(o.right()).outline());
    }
    List<GroundClaim> claims = GroundClaims.among(found, onMap);
    List<Building> joined = new ArrayList<>(GroundClaims.settle(result, claims));
    joined.sort(Building.BY_ID);
    return new Conflation(
        joined,
        new MapComparison(
            List.copyOf(shifts.values()), pairs(found, mapped, overlaps, partner), claims));
  }

  private static List<Geometry> outlines(List<Building> buildings) {
    return buildings.stream().map(Building::outline).toList();
  }

  private static Building moved(Building b, Map<ShiftEstimator.Cell, MapShift> shifts) {
    MapShift shift = shifts.isEmpty() ? null : shifts.get(ShiftEstimator.Cell.of(b.outline()));
    return shift == null || !shift.applied()
        ? b
        : b.withOutline(
            AffineTransformation.translationInstance(shift.eastMetres(), shift.northMetres())
                .transform(b.outline()));
  }

  /** The overlaps of each detection follow one another. */
  private void join(
      List<Building> found,
      List<Building> mapped,
      List<Overlap> overlaps,
      int[] partner,
      ImagedShare imaged,
      List<Building> result) {
    boolean[] matched = new boolean[mapped.size()];
    int next = 0;
    for (int i = 0; i < found.size(); i++) {
      int from = next;
      while (next < overlaps.size() && overlaps.get(next).left() == i) {
        next++;
      }
      List<Overlap> own = overlaps.subList(from, next);
      int right = partner[i];
      Optional<Overlap> same =
          own.stream().filter(o -> o.right() == right && o.iou() > options.matchIou()).findFirst();
      if (same.isPresent()) {
        matched[right] = true;
        result.add(matched(found.get(i), mapped.get(right), same.get(), imaged));
      } else {
        result.add(other(found.get(i), mapped, own));
      }
    }
    for (int i = 0; i < mapped.size(); i++) {
      if (!matched[i]) {
        Building b = mapped.get(i);
        double share = imaged.of(b.outline());
        result.add(
            b.withOsm(b.osm().orElseThrow(), Comparison.NONE.withImagedShare(share))
                .withStatus(share > options.seenShare() ? Status.OSM_ONLY : Status.UNSEEN, ""));
      }
    }
  }

  private Building other(Building detection, List<Building> mapped, List<Overlap> own) {
    Optional<Overlap> inside = most(own, Comparator.comparingDouble(Overlap::insideSmaller));
    if (inside.isPresent() && inside.get().insideSmaller() > options.absorbInside()) {
      return beside(detection, mapped, inside.get(), Status.ABSORBED, "");
    }
    Optional<Overlap> shared =
        most(own, Comparator.comparingDouble(Overlap::leftInside))
            .filter(o -> options.touching() || o.leftInside() > 0);
    if (shared.isEmpty()) {
      return detection.withStatus(Status.ADDED, "");
    }
    if (options.touching() || shared.get().leftInside() > options.overlapShare()) {
      String reason = shared.get().leftInside() > 0 ? "cuts into %s" : "touches %s";
      return beside(detection, mapped, shared.get(), Status.OVERLAP, reason);
    }
    return beside(detection, mapped, shared.get(), Status.ADDED, "");
  }

  /** The greatest; of equal ones the first by map order. */
  private static Optional<Overlap> most(List<Overlap> own, Comparator<Overlap> measure) {
    return own.stream()
        .max(measure.thenComparing(Comparator.comparingInt(Overlap::right).reversed()));
  }

  private static Building beside(
      Building detection, List<Building> mapped, Overlap overlap, Status status, String reason) {
    var element = mapped.get(overlap.right()).osm().orElseThrow();
    return detection
        .withOsm(element, Comparison.of(overlap))
        .withStatus(status, reason.formatted(element.ref()));
  }

  /** The mapped building with what the detection tells. */
  private static Building matched(
      Building detection, Building osm, Overlap overlap, ImagedShare imaged) {
    Comparison measured =
        Comparison.of(overlap)
            .withImagedShare(imaged.of(osm.outline()))
            .withDetection(new Detected(detection.id(), detection.source(), detection.outline()));
    return new Building(osm.id(), osm.outline(), detection.facts())
        .withSource(Source.BOTH)
        .withStatus(Status.MATCHED, "")
        .withOsm(osm.osm().orElseThrow(), measured);
  }

  private static List<MapPair> pairs(
      List<Building> found, List<Building> mapped, List<Overlap> overlaps, int[] partner) {
    return overlaps.stream()
        .map(
            o ->
                new MapPair(
                    found.get(o.left()).id(),
                    mapped.get(o.right()).id(),
                    o.right(),
                    o.iou(),
                    o.insideSmaller(),
                    o.leftInside(),
                    partner[o.left()] == o.right()))
        .sorted(Comparator.comparing(MapPair::detectionId).thenComparing(MapPair::osmBuildingId))
        .toList();
  }
}
