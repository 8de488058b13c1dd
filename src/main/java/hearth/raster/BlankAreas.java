package hearth.raster;

import hearth.geo.PixelWindow;
import java.util.Arrays;

/**
 * Areas that a file does not declare as nodata although nothing was imaged there: white holes,
 * black corners.
 *
 * <p>Blank is a connected area (by edges) of at least 400 m² that is 0 in all bands, or the type's
 * maximum in all bands; in 8-bit images within 2 levels, for JPEG does not keep constants. Where an
 * area reaches the rim of what was read, and the image goes on beyond it, its size is not known:
 * then 100 m² of it inside are enough. A roof of that colour in the middle of a tile is measured as
 * a whole, and stays.
 *
 * <p>Compression and resampling blur the edge of a blank area. From there on, pixels of nearly the
 * same colour count as blank too, as far as one JPEG block of the image and at least 2 px, and 1 px
 * more of any colour.
 */
final class BlankAreas {
  private static final double MIN_SQUARE_METRES = 400;
  private static final double MIN_AT_RIM_SQUARE_METRES = 100;
  private static final int TOLERANCE = 2;
  private static final int FRINGE_TOLERANCE = 25;
  private static final int JPEG_BLOCK = 8;
  private static final int MIN_FRINGE = 2;

  private static final byte LOW = 1;
  private static final byte HIGH = 2;
  private static final byte BLANK = 3;

  private final double minPixels;
  private final double minPixelsAtRim;
  private final int marginPixels;

  /**
   * @param pixelSquareMetres ground area of a pixel of the working grid
   */
  BlankAreas(double pixelSquareMetres) {
    this.minPixels = MIN_SQUARE_METRES / pixelSquareMetres;
    this.minPixelsAtRim = MIN_AT_RIM_SQUARE_METRES / pixelSquareMetres;
    this.marginPixels = (int) Math.ceil(Math.sqrt(minPixelsAtRim));
  }

  /** How far around a block to read, so that areas that only just reach into it are seen. */
  int marginPixels() {
    return marginPixels;
  }

  /**
   * Clears {@code valid} of blank pixels.
   *
   * @param block what was read of one file; its {@code valid} is changed
   * @param footprint the window in which the file has pixels: an area that ends there is whole
   * @param gridPixelsPerSourcePixel size of the pixels that were resampled, in those of the grid
   * @return one byte a pixel, 1 where it was taken away
   */
  byte[] remove(
      WarpedBlock block, ImageFile image, PixelWindow footprint, double gridPixelsPerSourcePixel) {
    int width = block.window().width();
    int height = block.window().height();
    byte[] kind = classify(block, image, image.isEightBit() ? TOLERANCE : 0);
    byte[] removed = new byte[kind.length];
    boolean any = markLargeAreas(kind, width, height, openSides(block.window(), footprint));
    if (!any) {
      return removed;
    }
    byte[] near = classify(block, image, image.isEightBit() ? FRINGE_TOLERANCE : 0);
    int fringe =
        Math.max(
            MIN_FRINGE, image.lossy() ? (int) Math.ceil(JPEG_BLOCK * gridPixelsPerSourcePixel) : 0);
    byte[] blank = new byte[kind.length];
    for (int i = 0; i < kind.length; i++) {
      blank[i] = (byte) (kind[i] == BLANK ? 1 : 0);
    }
    for (int step = 0; step < fringe; step++) {
      blank = grown(blank, near, width, height);
    }
    blank = grown(blank, null, width, height);
    for (int i = 0; i < blank.length; i++) {
      if (blank[i] == 1 && block.valid()[i] == 1) {
        block.valid()[i] = 0;
        removed[i] = 1;
      }
    }
    return removed;
  }

  private static byte[] classify(WarpedBlock block, ImageFile image, double tolerance) {
    byte[] kind = new byte[block.valid().length];
    double high = image.maximum() - tolerance;
    for (int i = 0; i < kind.length; i++) {
      if (block.valid()[i] == 0) {
        continue;
      }
      boolean allLow = true;
      boolean allHigh = true;
      for (int b = 0; b < block.planes() && (allLow || allHigh); b++) {
        float v = block.value(b, i);
        allLow &= Math.abs(v) <= tolerance;
        allHigh &= v >= high; // never for floating point, whose maximum is NaN
      }
      kind[i] = allLow ? LOW : allHigh ? HIGH : 0;
    }
    return kind;
  }

  /** Which sides of the window cut through the file: left, top, right, bottom. */
  private static boolean[] openSides(PixelWindow window, PixelWindow footprint) {
    return new boolean[] {
      window.column() > footprint.column(),
      window.row() > footprint.row(),
      window.endColumn() < footprint.endColumn(),
      window.endRow() < footprint.endRow()
    };
  }

  /** Marks large areas of one kind as blank; smaller ones are cleared. */
  private boolean markLargeAreas(byte[] kind, int width, int height, boolean[] open) {
    int[] stack = new int[Math.max(16, width + height)];
    int[] area = new int[kind.length];
    boolean[] seen = new boolean[kind.length];
    boolean any = false;
    for (int start = 0; start < kind.length; start++) {
      if (kind[start] == 0 || seen[start]) {
        continue;
      }
      byte wanted = kind[start];
      int size = 0;
      int top = 0;
      boolean atRim = false;
      stack[top++] = start;
      seen[start] = true;
      while (top > 0) {
        int p = stack[--top];
        area[size++] = p;
        int x = p % width;
        int y = p / width;
        atRim |=
            x == 0 && open[0]
                || y == 0 && open[1]
                || x == width - 1 && open[2]
                || y == height - 1 && open[3];
        if (top + 4 > stack.length) {
          stack = Arrays.copyOf(stack, stack.length * 2);
        }
        if (x > 0) {
          top = visit(p - 1, wanted, kind, seen, stack, top);
        }
        if (x < width - 1) {
          top = visit(p + 1, wanted, kind, seen, stack, top);
        }
        if (y > 0) {
          top = visit(p - width, wanted, kind, seen, stack, top);
        }
        if (y < height - 1) {
          top = visit(p + width, wanted, kind, seen, stack, top);
        }
      }
      boolean blank = size >= (atRim ? minPixelsAtRim : minPixels);
      any |= blank;
      for (int i = 0; i < size; i++) {
        kind[area[i]] = blank ? BLANK : 0;
      }
    }
    return any;
  }

  private static int visit(int p, byte wanted, byte[] kind, boolean[] seen, int[] stack, int top) {
    if (!seen[p] && kind[p] == wanted) {
      seen[p] = true;
      stack[top++] = p;
    }
    return top;
  }

  /** One pixel wider in all eight directions, where {@code allowed} is not 0 (null: anywhere). */
  private static byte[] grown(byte[] mask, byte[] allowed, int width, int height) {
    byte[] result = mask.clone();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int i = y * width + x;
        if (mask[i] == 0
            && (allowed == null || allowed[i] != 0)
            && touches(mask, x, y, width, height)) {
          result[i] = 1;
        }
      }
    }
    return result;
  }

  private static boolean touches(byte[] mask, int x, int y, int width, int height) {
    for (int dy = -1; dy <= 1; dy++) {
      for (int dx = -1; dx <= 1; dx++) {
        int nx = x + dx;
        int ny = y + dy;
        if (nx >= 0 && nx < width && ny >= 0 && ny < height && mask[ny * width + nx] != 0) {
          return true;
        }
      }
    }
    return false;
  }
}
