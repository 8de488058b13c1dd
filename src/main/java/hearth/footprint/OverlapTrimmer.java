package hearth.footprint;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

/**
 * Gives ground that two buildings claim to the better one. The other keeps its largest remaining
 * part, or goes if that is smaller than {@link SeamOptions#minAreaSquareMetres} or less than {@code
 * 1 - sameInside} of what it was: then several better ones together stand for it.
 */
public final class OverlapTrimmer {
  /**
   * Areas that differ by less are equal, so that an overlap of just the limit, or two halves of a
   * house, are told the same way by all who compute them.
   */
  private static final double EQUAL_SQUARE_METRES = 1e-6;

  private final SeamOptions options;

  public OverlapTrimmer(SeamOptions options) {
    this.options = options;
  }

  /**
   * The candidates without overlaps above the limit.
   *
   * @param betterFirst in falling order of claim
   */
  List<Candidate> trim(List<Candidate> betterFirst) {
    List<List<Integer>> better = new ArrayList<>();
    betterFirst.forEach(c -> better.add(new ArrayList<>()));
    for (Overlap pair : Overlaps.among(betterFirst.stream().map(Candidate::outline).toList())) {
      better.get(pair.right()).add(pair.left());
    }
    Geometry[] outlines = new Geometry[betterFirst.size()];
    List<Candidate> result = new ArrayList<>();
    for (int i = 0; i < outlines.length; i++) {
      Candidate c = betterFirst.get(i);
      List<Geometry> claimed =
          better.get(i).stream().map(j -> outlines[j]).filter(Objects::nonNull).toList();
      outlines[i] = trimmed(c.outline(), claimed);
      if (outlines[i] != null) {
        result.add(c.withOutline(outlines[i]));
      }
    }
    return result;
  }

  /**
   * An outline without ground that better ones claim.
   *
   * @param claimed outlines of the better ones, of any overlap
   * @return the largest part that remains; empty if too little does
   */
  public Optional<Geometry> cutBack(Geometry outline, List<Geometry> claimed) {
    return Optional.ofNullable(trimmed(outline, claimed));
  }

  /** What remains, or null. */
  private Geometry trimmed(Geometry outline, List<Geometry> claimed) {
    double least =
        Math.max(options.minAreaSquareMetres(), (1 - options.sameInside()) * outline.getArea());
    Geometry rest = outline;
    boolean changed = true;
    // Again after each cut: an overlap that was small may be large for what is left.
    while (changed) {
      changed = false;
      for (Geometry better : claimed) {
        double limit = options.maxOverlap() * Math.min(rest.getArea(), better.getArea());
        if (Overlaps.sharedArea(rest, better) > limit + EQUAL_SQUARE_METRES) {
          rest = largestPart(OverlayNGRobust.overlay(rest, better, OverlayNG.DIFFERENCE));
          changed = true;
          if (rest.getArea() < least - EQUAL_SQUARE_METRES) {
            return null;
          }
        }
      }
    }
    return rest;
  }

  /** Of parts of equal area the first by {@link OutlineOrder}. */
  private static Geometry largestPart(Geometry geometry) {
    List<Geometry> parts = new ArrayList<>();
    double most = 0;
    for (int i = 0; i < geometry.getNumGeometries(); i++) {
      parts.add(geometry.getGeometryN(i));
      most = Math.max(most, geometry.getGeometryN(i).getArea());
    }
    double least = most - EQUAL_SQUARE_METRES;
    return parts.stream()
        .filter(p -> p.getArea() >= least)
        .min(OutlineOrder.INSTANCE)
        .orElse(geometry);
  }
}
