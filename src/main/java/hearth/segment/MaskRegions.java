package hearth.segment;

import hearth.geo.PixelWindow;
import hearth.raster.LogitMask;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;

/** Regions of a mask: where it is, and which of its parts and holes are specks. */
final class MaskRegions {
  /** What a removed region becomes, and a filled hole with the other sign: clearly so. */
  private static final float CLEARLY = 10f;

  private MaskRegions() {}

  /** Columns and rows with logits above 0; empty where there are none. */
  static Optional<PixelWindow> inside(LogitMask mask) {
    return above(mask, 0);
  }

  /**
   * The mask cut to where its logits are above -1, and one more all around, so that the outline
   * runs between a logit inside and one outside; empty where no logit is above 0.
   */
  static Optional<LogitMask> trimmed(LogitMask mask) {
    if (inside(mask).isEmpty()) {
      return Optional.empty();
    }
    return above(mask, -1)
        .map(w -> w.grow(1).intersection(new PixelWindow(0, 0, mask.width(), mask.height())))
        .map(w -> cut(mask, w));
  }

  private static LogitMask cut(LogitMask mask, PixelWindow w) {
    float[] logits = new float[w.width() * w.height()];
    for (int row = 0; row < w.height(); row++) {
      System.arraycopy(
          mask.logits(),
          (w.row() + row) * mask.width() + w.column(),
          logits,
          row * w.width(),
          w.width());
    }
    return new LogitMask(
        w.width(),
        w.height(),
        logits,
        mask.originX() + w.column() * mask.stepX(),
        mask.originY() + w.row() * mask.stepY(),
        mask.stepX(),
        mask.stepY());
  }

  private static Optional<PixelWindow> above(LogitMask mask, float threshold) {
    int column = mask.width();
    int row = mask.height();
    int endColumn = 0;
    int endRow = 0;
    for (int y = 0; y < mask.height(); y++) {
      for (int x = 0; x < mask.width(); x++) {
        // Not "<=": NaN must come along, so that it is seen.
        if (!(mask.at(x, y) <= threshold)) {
          column = Math.min(column, x);
          row = Math.min(row, y);
          endColumn = Math.max(endColumn, x + 1);
          endRow = Math.max(endRow, y + 1);
        }
      }
    }
    return endColumn == 0
        ? Optional.empty()
        : Optional.of(new PixelWindow(column, row, endColumn - column, endRow - row));
  }

  /**
   * The mask without small holes, then without small regions; the largest region stays, however
   * small ({@code remove_small_regions} of SAM's generator; regions touch by sides and corners).
   * What meets the rim of the cut is no hole.
   *
   * @param areaPx least area in pixels of the block; 0 changes nothing
   * @return the same object where there is nothing to remove
   */
  static LogitMask withoutSmall(LogitMask mask, double areaPx) {
    double least = areaPx / (mask.stepX() * mask.stepY());
    float[] logits = mask.logits();
    float[] filled = changed(mask, logits, least, false);
    float[] cleaned = changed(mask, filled, least, true);
    return cleaned == logits
        ? mask
        : new LogitMask(
            mask.width(),
            mask.height(),
            cleaned,
            mask.originX(),
            mask.originY(),
            mask.stepX(),
            mask.stepY());
  }

  /**
   * Turns regions of fewer than so many logits round; gives the same array where there are none.
   */
  private static float[] changed(LogitMask mask, float[] logits, double least, boolean inside) {
    Labels labels = new Labels(mask.width(), mask.height(), logits, inside);
    int largest = labels.largest();
    float[] result = logits;
    for (int i = 0; i < logits.length; i++) {
      int region = labels.of(i);
      boolean stays = inside ? region == largest : region >= 0 && labels.meetsRim(region);
      if (region >= 0 && labels.size(region) < least && !stays) {
        if (result == logits) {
          result = logits.clone();
        }
        result[i] = inside ? -CLEARLY : CLEARLY;
      }
    }
    return result;
  }

  /** Connected regions of logits inside the mask, or outside it, by a flood over all neighbours. */
  private static final class Labels {
    private final int[] label;
    private int[] sizes = new int[16];
    private final BitSet atRim = new BitSet();
    private int count;

    Labels(int width, int height, float[] logits, boolean inside) {
      label = new int[logits.length];
      int[] stack = new int[logits.length];
      for (int i = 0; i < logits.length; i++) {
        label[i] = logits[i] > 0 == inside ? -2 : -1;
      }
      for (int start = 0; start < label.length; start++) {
        if (label[start] != -2) {
          continue;
        }
        if (count == sizes.length) {
          sizes = Arrays.copyOf(sizes, 2 * count);
        }
        int top = 0;
        label[start] = count;
        stack[top++] = start;
        while (top > 0) {
          int at = stack[--top];
          sizes[count]++;
          int x = at % width;
          int y = at / width;
          if (x == 0 || y == 0 || x == width - 1 || y == height - 1) {
            atRim.set(count);
          }
          for (int ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
            for (int nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
              int next = ny * width + nx;
              if (label[next] == -2) {
                label[next] = count;
                stack[top++] = next;
              }
            }
          }
        }
        count++;
      }
    }

    /** Region of a logit; -1 for one of the other side. */
    int of(int index) {
      return label[index];
    }

    int size(int region) {
      return sizes[region];
    }

    boolean meetsRim(int region) {
      return atRim.get(region);
    }

    /** The largest region, of equal ones the first; -1 where there is none. */
    int largest() {
      int largest = -1;
      for (int region = 0; region < count; region++) {
        if (largest < 0 || sizes[region] > sizes[largest]) {
          largest = region;
        }
      }
      return largest;
    }
  }
}
