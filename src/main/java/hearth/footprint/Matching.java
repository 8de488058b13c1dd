package hearth.footprint;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/** One-to-one matching of two lists of outlines. */
public final class Matching {
  private Matching() {}

  /**
   * Pairs are taken by falling IoU, each outline at most once (greedy, as the COCO evaluation does
   * it). Ties go to the earlier left, then the earlier right outline, so lists in {@link
   * OutlineOrder} give a result that does not depend on the order of the input.
   *
   * <p>A pair is taken or not whatever pairs of lower IoU there are: the matching at a higher
   * threshold is the part of this one that reaches it.
   */
  public static List<Overlap> oneToOne(List<Overlap> overlaps) {
    List<Overlap> byIou = new ArrayList<>(overlaps);
    byIou.sort(
        Comparator.comparingDouble(Overlap::iou)
            .reversed()
            .thenComparingInt(Overlap::left)
            .thenComparingInt(Overlap::right));
    BitSet leftTaken = new BitSet();
    BitSet rightTaken = new BitSet();
    byIou.removeIf(
        pair -> {
          if (leftTaken.get(pair.left()) || rightTaken.get(pair.right())) {
            return true;
          }
          leftTaken.set(pair.left());
          rightTaken.set(pair.right());
          return false;
        });
    return byIou;
  }
}
