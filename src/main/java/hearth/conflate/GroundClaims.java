package hearth.conflate;

import hearth.footprint.Building;
import hearth.footprint.GroundClaim;
import hearth.footprint.Overlap;
import hearth.footprint.OverlapTrimmer;
import hearth.footprint.Overlaps;
import hearth.footprint.SeamOptions;
import hearth.footprint.Status;
import hearth.geo.DataIssue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.locationtech.jts.geom.Geometry;

/**
 * Sees to it that no two buildings of the merged view share more than {@link
 * SeamOptions#maxOverlap} of the smaller. What does not depend on a rule set is done before one
 * looks at them; of the rest all is stored that it takes to replay another.
 */
public final class GroundClaims {
  private static final SeamOptions OPTIONS = SeamOptions.DEFAULT;
  private static final OverlapTrimmer TRIMMER = new OverlapTrimmer(OPTIONS);

  private GroundClaims() {}

  /**
   * Mapped buildings without ground that the map gives twice: the larger outline keeps it, the
   * smaller is cut back, or left out where little of it remains.
   *
   * @param mapped in a metric system, in any order
   * @param issues takes each element that was cut back or left out, by id
   */
  public static List<OsmBuilding> ofMap(List<OsmBuilding> mapped, Consumer<DataIssue> issues) {
    List<OsmBuilding> order = new ArrayList<>(mapped);
    order.sort(
        Comparator.comparingDouble((OsmBuilding b) -> b.outline().getArea())
            .reversed()
            .thenComparing(OsmBuildings.BY_ELEMENT));
    List<Geometry> outlines = settled(order.stream().map(OsmBuilding::outline).toList());
    List<OsmBuilding> result = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      OsmBuilding b = order.get(i);
      Geometry left = outlines.get(i);
      if (left == b.outline()) {
        result.add(b);
        continue;
      }
      String what =
          left == null
              ? "another building has its ground: left out"
              : "%.0f of its %.0f m² are another building's: cut back"
                  .formatted(b.outline().getArea() - left.getArea(), b.outline().getArea());
      issues.accept(new DataIssue("osm-overlap", what, b.element().ref()));
      if (left != null) {
        result.add(b.withOutline(left));
      }
    }
    result.sort(OsmBuildings.BY_ELEMENT);
    return result;
  }

  /**
   * Which detections have ground in common, the one with more evidence having the better claim;
   * whether a claim is made good is left open.
   *
   * @param found in an order that does not depend on chance, which settles ties
   * @param onMap mapped buildings that a detection touches, by its id, in map order
   */
  static List<GroundClaim> among(List<Building> found, Map<String, List<Geometry>> onMap) {
    List<Building> order = new ArrayList<>(found);
    order.sort(Comparator.comparingDouble((Building b) -> b.evidence().strength()).reversed());
    Map<Integer, List<Integer>> better = new TreeMap<>();
    for (Overlap pair : Overlaps.among(order.stream().map(Building::outline).toList())) {
      better.computeIfAbsent(pair.left(), i -> new ArrayList<>());
      better.computeIfAbsent(pair.right(), i -> new ArrayList<>()).add(pair.left());
    }
    List<Integer> places = List.copyOf(better.keySet());
    List<GroundClaim> claims = new ArrayList<>();
    for (int i : places) {
      Building b = order.get(i);
      claims.add(
          new GroundClaim(
              b.id(),
              claims.size(),
              better.get(i).stream().map(j -> Collections.binarySearch(places, j)).toList(),
              b.outline(),
              onMap.getOrDefault(b.id(), List.of())));
    }
    return claims;
  }

  /**
   * The added detections without ground that two of them claim: the one with the better claim keeps
   * it, the other is cut back, or kept for review where little of it remains. {@code
   * hearth.conflation_replay} does the same from stored claims.
   *
   * @param joined candidates with their statuses; the result keeps their order
   * @param claims of all detections, by place
   */
  static List<Building> settle(List<Building> joined, List<GroundClaim> claims) {
    Set<String> added =
        joined.stream()
            .filter(b -> b.status() == Status.ADDED)
            .map(Building::id)
            .collect(Collectors.toSet());
    List<Geometry> settled = new ArrayList<>();
    Map<String, Optional<Geometry>> changed = new HashMap<>();
    for (GroundClaim claim : claims) {
      Geometry left = added.contains(claim.detectionId()) ? left(claim, settled) : null;
      settled.add(left);
      if (left != claim.outline()) {
        changed.put(claim.detectionId(), Optional.ofNullable(left));
      }
    }
    return joined.stream()
        .map(
            b -> {
              Optional<Geometry> left = changed.get(b.id());
              return left == null || !added.contains(b.id())
                  ? b
                  : left.map(b::withOutline)
                      .orElseGet(
                          () -> b.withStatus(Status.OVERLAP, "a better detection has its ground"));
            })
        .toList();
  }

  private static Geometry left(GroundClaim claim, List<Geometry> settled) {
    List<Geometry> better =
        claim.better().stream().map(settled::get).filter(Objects::nonNull).toList();
    if (better.isEmpty()) {
      return claim.outline();
    }
    List<Geometry> claimed = new ArrayList<>(claim.mapped());
    claimed.addAll(better);
    return TRIMMER.cutBack(claim.outline(), claimed).orElse(null);
  }

  /** Outlines as they are, cut back, or null, the first having the first claim. */
  private static List<Geometry> settled(List<Geometry> order) {
    Map<Integer, List<Integer>> claims = new TreeMap<>();
    for (Overlap pair : Overlaps.among(order)) {
      claims.computeIfAbsent(pair.right(), r -> new ArrayList<>()).add(pair.left());
    }
    List<Geometry> settled = new ArrayList<>(order);
    claims.forEach(
        (i, better) -> {
          List<Geometry> claimed =
              better.stream().map(settled::get).filter(Objects::nonNull).toList();
          settled.set(i, TRIMMER.cutBack(order.get(i), claimed).orElse(null));
        });
    return settled;
  }

  /**
   * Draws detections back from mapped buildings much smaller than themselves, of which they cover
   * more than {@link SeamOptions#maxOverlap}, while these cover no more of them: they are other
   * houses, and no rule takes them out.
   *
   * @param found detections; those that draw back are replaced
   * @return what detections and mapped buildings share then, by detection
   */
  static List<Overlap> drawBack(List<Building> found, List<Geometry> mapped) {
    List<List<Overlap>> own = new ArrayList<>();
    found.forEach(b -> own.add(new ArrayList<>()));
    Overlaps.touching(found.stream().map(Building::outline).toList(), mapped)
        .forEach(o -> own.get(o.left()).add(o));
    List<Overlap> result = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      List<Geometry> claimed =
          own.get(i).stream()
              .filter(GroundClaims::isSmallNeighbour)
              .map(o -> mapped.get(o.right()))
              .toList();
      Building b = found.get(i);
      Optional<Geometry> rest =
          claimed.isEmpty() ? Optional.empty() : TRIMMER.cutBack(b.outline(), claimed);
      if (rest.isPresent()) {
        found.set(i, b.withOutline(rest.get()));
        result.addAll(measured(rest.get(), own.get(i), mapped));
      } else {
        result.addAll(own.get(i));
      }
    }
    return result;
  }

  private static List<Overlap> measured(
      Geometry outline, List<Overlap> before, List<Geometry> mapped) {
    List<Geometry> near = before.stream().map(o -> mapped.get(o.right())).toList();
    return Overlaps.touching(List.of(outline), near).stream()
        .map(
            o ->
                new Overlap(
                    before.get(0).left(),
                    before.get(o.right()).right(),
                    o.sharedSquareMetres(),
                    o.leftSquareMetres(),
                    o.rightSquareMetres()))
        .toList();
  }

  private static boolean isSmallNeighbour(Overlap o) {
    return o.leftInside() <= OPTIONS.maxOverlap()
        && o.insideSmaller() > OPTIONS.maxOverlap()
        && o.insideSmaller() <= OPTIONS.sameIou();
  }
}
