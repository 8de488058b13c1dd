package hearth.footprint;

import java.util.ArrayList;
import java.util.List;

/** Several outlines of one house: the best one stays (greedy non-maximum suppression). */
final class Duplicates {
  private final SeamOptions options;

  Duplicates(SeamOptions options) {
    this.options = options;
  }

  /** What stays, the better first; it takes in the tiles of what it stands for. */
  List<Candidate> drop(List<Candidate> candidates) {
    List<Candidate> sorted = new ArrayList<>(candidates);
    sorted.sort(Candidate.BETTER_FIRST);
    boolean[] dropped = new boolean[sorted.size()];
    // Pairs come by their left, better member: when its turn comes, its own fate is decided.
    for (Overlap pair : Overlaps.among(sorted.stream().map(Candidate::outline).toList())) {
      if (!dropped[pair.left()] && !dropped[pair.right()] && same(pair)) {
        dropped[pair.right()] = true;
        sorted.get(pair.left()).takeIn(sorted.get(pair.right()));
      }
    }
    List<Candidate> kept = new ArrayList<>();
    for (int i = 0; i < dropped.length; i++) {
      if (!dropped[i]) {
        kept.add(sorted.get(i));
      }
    }
    return kept;
  }

  private boolean same(Overlap pair) {
    return pair.iou() > options.sameIou() || pair.insideSmaller() > options.sameInside();
  }
}
