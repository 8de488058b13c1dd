package hearth.footprint;

import hearth.footprint.Candidate.TileRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

/**
 * Detections that end at the rim of what their tile could see.
 *
 * <p>Two of different tiles are parts of one building if they agree where both tiles looked, the
 * overlap of the two blocks. With both cut down to it, that is:
 *
 * <ul>
 *   <li>their IoU is above {@link SeamOptions#sameIou}, or
 *   <li>more than {@link SeamOptions#sameInside} of the smaller lies inside the other, and one of
 *       the two touches the rim of its tile inside the block of the other, so that the other shows
 *       how it goes on (the two legs of a U that one tile sees as two, and its neighbour as one).
 * </ul>
 *
 * <p>Judging by the overlap of the blocks and not by the whole parts is what keeps row houses
 * apart: two neighbours cut at a seam may overlap by the noise of a shared wall, but they never
 * agree on a strip that both tiles saw.
 */
final class CutParts {
  private final SeamOptions options;
  private final TileViews views;
  private final Map<Seam, Geometry> rims = new HashMap<>();

  /** The rim of one tile's block, as far as the block of another tile shows what is beyond. */
  private record Seam(TileRef rimOf, TileRef seenBy) {}

  CutParts(SeamOptions options, TileViews views) {
    this.options = options;
    this.views = views;
  }

  /**
   * The parts of which no other tile saw the whole house; a whole one takes in its parts' tiles.
   */
  List<Candidate> withoutTwin(List<Candidate> parts, List<Candidate> wholes) {
    Map<Integer, Overlap> twins = new HashMap<>();
    for (Overlap pair : Overlaps.between(outlines(parts), outlines(wholes))) {
      if (isTwin(pair, parts.get(pair.left()), wholes.get(pair.right()))) {
        twins.merge(pair.left(), pair, (a, b) -> b.leftInside() > a.leftInside() ? b : a);
      }
    }
    List<Candidate> rest = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      Overlap twin = twins.get(i);
      if (twin == null) {
        rest.add(parts.get(i));
      } else {
        wholes.get(twin.right()).takeIn(parts.get(i));
      }
    }
    return rest;
  }

  private boolean isTwin(Overlap pair, Candidate part, Candidate whole) {
    if (part.tile().equals(whole.tile())) {
      return false;
    }
    if (pair.leftInside() > options.sameInside()) {
      return true;
    }
    // The part lies in its block, so it is the same shared area that both have there.
    double wholeSeen = Overlaps.sharedArea(whole.outline(), block(part.tile()));
    return iou(pair.sharedSquareMetres(), pair.leftSquareMetres(), wholeSeen) > options.sameIou();
  }

  /** United buildings, and the parts that found no partner. */
  List<Candidate> unite(List<Candidate> parts) {
    DisjointSets sets = new DisjointSets(parts.size());
    for (Overlap pair : Overlaps.among(outlines(parts))) {
      if (!sets.together(pair.left(), pair.right())
          && agree(pair, parts.get(pair.left()), parts.get(pair.right()))) {
        sets.join(pair.left(), pair.right());
      }
    }
    Map<Integer, List<Candidate>> groups = new TreeMap<>();
    for (int i = 0; i < parts.size(); i++) {
      groups.computeIfAbsent(sets.find(i), root -> new ArrayList<>()).add(parts.get(i));
    }
    return groups.values().stream().map(g -> g.size() == 1 ? g.get(0) : united(g)).toList();
  }

  private boolean agree(Overlap pair, Candidate a, Candidate b) {
    double shared = pair.sharedSquareMetres();
    if (a.tile().equals(b.tile()) || shared < options.minAreaSquareMetres()) {
      return false;
    }
    double seenOfA = Overlaps.sharedArea(a.outline(), block(b.tile()));
    double seenOfB = Overlaps.sharedArea(b.outline(), block(a.tile()));
    if (iou(shared, seenOfA, seenOfB) > options.sameIou()) {
      return true;
    }
    return shared > options.sameInside() * Math.min(seenOfA, seenOfB)
        && (goesOn(a, b.tile()) || goesOn(b, a.tile()));
  }

  private boolean goesOn(Candidate part, TileRef other) {
    Geometry rim =
        rims.computeIfAbsent(
            new Seam(part.tile(), other),
            seam ->
                OverlayNGRobust.overlay(
                    block(seam.rimOf()).getExteriorRing(),
                    block(seam.seenBy()),
                    OverlayNG.INTERSECTION));
    return part.outline().isWithinDistance(rim, options.rimMetres());
  }

  private Candidate united(List<Candidate> parts) {
    Candidate largest =
        parts.stream()
            .min(
                Comparator.<Candidate>comparingDouble(p -> -p.outline().getArea())
                    .thenComparing(Candidate.BETTER_FIRST))
            .orElseThrow();
    TreeSet<String> tiles = new TreeSet<>();
    parts.forEach(p -> tiles.addAll(p.tiles()));
    Geometry union = UnionOutline.of(outlines(parts), options.minAreaSquareMetres());
    Anchor first = parts.stream().map(Candidate::anchor).min(Anchor.FIRST).orElseThrow();
    return new Candidate(union, largest.evidence(), first, true, largest.tile(), tiles);
  }

  private Polygon block(TileRef tile) {
    return views.block(tile.column(), tile.row());
  }

  private static List<Geometry> outlines(List<Candidate> candidates) {
    return candidates.stream().map(Candidate::outline).toList();
  }

  private static double iou(double shared, double a, double b) {
    return shared / (a + b - shared);
  }
}
