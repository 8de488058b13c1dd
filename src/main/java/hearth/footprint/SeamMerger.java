package hearth.footprint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.locationtech.jts.geom.Polygon;

/**
 * Detections of overlapping tiles to one building per house. Neighbouring tiles overlap by twice
 * the halo, so a house near a seam is seen by two to four of them, whole or cut at the rim of what
 * the tile could see.
 *
 * <p>The rules, in this order:
 *
 * <ol>
 *   <li>Of duplicates within a tile the better stays. Duplicates have an IoU above {@link
 *       SeamOptions#sameIou}, or more than {@link SeamOptions#sameInside} of the smaller inside the
 *       other. The better is the complete one before the cut one, then the one with more {@link
 *       Evidence#strength}, then the first in {@link OutlineOrder}; size does not count.
 *   <li>A cut detection is dropped for a whole one of another tile if more than {@code sameInside}
 *       of it lies inside the whole one, or if the IoU is above {@code sameIou} in what the tile of
 *       the cut one could see.
 *   <li>Cut detections of different tiles that agree where both tiles looked are parts of one
 *       building and are united, repeatedly, so that a building larger than a tile becomes one
 *       ({@link CutParts}).
 *   <li>A cut detection that stayed alone is kept if at least half of it lies in the core of its
 *       own tile. Else the tile that owns the ground saw it better and did not confirm it.
 *   <li>Of duplicates that are left, across tiles, the better stays, as in the first rule.
 *   <li>Where two outlines still share more than {@link SeamOptions#maxOverlap} of the smaller, the
 *       better keeps the ground and the other is cut back ({@link OverlapTrimmer}).
 * </ol>
 *
 * <p>Guaranteed: the order of the detections plays no part; no two buildings of the result share
 * more than {@code maxOverlap} of the smaller; ids are distinct. If outlines do not depend on the
 * tile they are seen from, and blocks overlap by at least 5 m (a halo of at least 2.5 m), neither
 * does the result: a house no larger than the overlap is whole in some tile, and a larger one is
 * connected through parts that each continue in a tile beyond their rim. Ids follow {@link
 * Anchor}s, so that also what is united from parts keeps its id in another tiling.
 */
public final class SeamMerger {
  private static final double OWN_CORE_SHARE = 0.5;

  private final SeamOptions options;

  public SeamMerger(SeamOptions options) {
    this.options = options;
  }

  /**
   * One building per house, sorted by id.
   *
   * @param detections of any number of tiles, in any order, in the run's metric system
   * @param views where those tiles looked: {@link TileViews#of}
   */
  public List<Building> merge(Collection<Detection> detections, TileViews views) {
    Duplicates duplicates = new Duplicates(options);
    Map<Candidate.TileRef, List<Candidate>> byTile = new TreeMap<>();
    for (Detection d : detections) {
      Candidate c = Candidate.of(d);
      byTile.computeIfAbsent(c.tile(), t -> new ArrayList<>()).add(c);
    }
    List<Candidate> complete = new ArrayList<>();
    List<Candidate> cut = new ArrayList<>();
    for (List<Candidate> ofTile : byTile.values()) {
      for (Candidate c : duplicates.drop(ofTile)) {
        (c.complete() ? complete : cut).add(c);
      }
    }

    CutParts parts = new CutParts(options, views);
    for (Candidate c : parts.unite(parts.withoutTwin(cut, complete))) {
      if (c.complete() || Overlaps.sharedArea(c.outline(), core(c, views)) >= ownShare(c)) {
        complete.add(c);
      }
    }

    List<Candidate> trimmed = new OverlapTrimmer(options).trim(duplicates.drop(complete));
    return BuildingId.distinct(trimmed.stream().map(Candidate::toBuilding).toList());
  }

  private static Polygon core(Candidate c, TileViews views) {
    return views.core(c.tile().column(), c.tile().row());
  }

  private static double ownShare(Candidate c) {
    return OWN_CORE_SHARE * c.outline().getArea();
  }
}
