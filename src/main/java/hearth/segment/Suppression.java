package hearth.segment;

import java.util.Arrays;

/**
 * Greedy non-maximum suppression: boxes by falling score, ties by their place in the model's
 * output; each is kept unless a kept one of its class covers it.
 *
 * <p>Kept boxes are found by a grid of cells, so that a dense scene costs each box its neighbours
 * only. Boxes of two classes never meet, unless asked to.
 */
final class Suppression {
  /** Cells per side of the grid over the model's input. */
  private static final int CELLS = 32;

  private final double iouThreshold;
  private final boolean acrossClasses;
  private final int most;

  /**
   * @param iouThreshold a box whose IoU with a kept one is greater than this is dropped
   * @param acrossClasses whether classes are ignored
   * @param most number of boxes after which the rest is dropped
   */
  Suppression(double iouThreshold, boolean acrossClasses, int most) {
    this.iouThreshold = iouThreshold;
    this.acrossClasses = acrossClasses;
    this.most = most;
  }

  /** Indices of boxes by falling score, ties by index. */
  static int[] byScore(Candidates boxes) {
    // Sorted as numbers: the score's bits, turned round, before the index. Scores are not negative,
    // so their bits sort as they do.
    long[] keys = new long[boxes.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = (long) ~Float.floatToIntBits(boxes.score(i)) << 32 | i;
    }
    Arrays.sort(keys);
    int[] order = new int[keys.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = (int) keys[i];
    }
    return order;
  }

  /**
   * @param inputSize side of the model's input; boxes may reach beyond it
   * @return indices of the boxes that are kept, by falling score
   */
  int[] keep(Candidates boxes, int inputSize) {
    Cells cells = new Cells((double) CELLS / inputSize);
    int[] kept = new int[Math.min(most, boxes.size())];
    int count = 0;
    for (int box : byScore(boxes)) {
      if (count == kept.length) {
        break;
      }
      if (!cells.covered(boxes, box)) {
        cells.add(boxes, box);
        kept[count++] = box;
      }
    }
    return Arrays.copyOf(kept, count);
  }

  /** Kept boxes by the cells they touch, as linked lists in arrays. */
  private final class Cells {
    private final double scale;
    private final int[] head = new int[CELLS * CELLS];
    private int[] next = new int[256];
    private int[] entry = new int[256];
    private int entries;

    Cells(double scale) {
      this.scale = scale;
      Arrays.fill(head, -1);
    }

    boolean covered(Candidates boxes, int box) {
      int lastX = cell(boxes.x1(box));
      int lastY = cell(boxes.y1(box));
      for (int y = cell(boxes.y0(box)); y <= lastY; y++) {
        for (int x = cell(boxes.x0(box)); x <= lastX; x++) {
          for (int e = head[y * CELLS + x]; e >= 0; e = next[e]) {
            int kept = entry[e];
            if ((acrossClasses || boxes.label(kept) == boxes.label(box))
                && boxes.iou(kept, box) > iouThreshold) {
              return true;
            }
          }
        }
      }
      return false;
    }

    void add(Candidates boxes, int box) {
      int lastX = cell(boxes.x1(box));
      int lastY = cell(boxes.y1(box));
      for (int y = cell(boxes.y0(box)); y <= lastY; y++) {
        for (int x = cell(boxes.x0(box)); x <= lastX; x++) {
          if (entries == entry.length) {
            entry = Arrays.copyOf(entry, 2 * entries);
            next = Arrays.copyOf(next, 2 * entries);
          }
          entry[entries] = box;
          next[entries] = head[y * CELLS + x];
          head[y * CELLS + x] = entries++;
        }
      }
    }

    /** Positions beyond the input fall into the outermost cells, so that overlaps still meet. */
    private int cell(float position) {
      return (int) Math.min(Math.max(position * scale, 0), CELLS - 1);
    }
  }
}
