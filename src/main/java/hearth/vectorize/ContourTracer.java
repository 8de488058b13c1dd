package hearth.vectorize;

import hearth.raster.LogitMask;
import java.util.Arrays;

/**
 * Marching squares (Lorensen and Cline 1987, in the plane) at level 0 of the bilinear surface
 * through a mask's logits.
 *
 * <p>Crossings lie on the lines between neighbouring logits, placed by linear interpolation. Where
 * the two diagonals of a cell differ in sign, the value of the bilinear surface at its saddle point
 * decides which one is connected (asymptotic decider, Nielson and Hamann 1991). A logit of exactly
 * 0 counts as outside.
 *
 * <p>The rim: the surface is continued as it is from the outermost logits to the edge of the mask,
 * half a step away (as resampling with {@code align_corners=False} does), and ends there. A mask
 * that is positive everywhere has its own rectangle as outline.
 *
 * <p>Rings are simple and do not touch each other: a crossing keeps a millionth of a step away from
 * the logits on its line, so that no two crossings of different lines fall together. Time and
 * memory are linear in the number of logits; nothing is allocated per cell.
 */
final class ContourTracer {
  /** Nearest that a crossing comes to the end of its line, as a share of the line. */
  private static final double CLEARANCE = 1e-6;

  // Directions of travel; a right turn is + 1, a left turn is + 3.
  private static final int UP = 0;
  private static final int RIGHT = 1;
  private static final int DOWN = 2;
  private static final int LEFT = 3;

  // The nodes: the logits, the rim on all sides, and around it "outside" at the same place.
  private final int nodeColumns;
  private final float[] node;
  private final double[] x;
  private final double[] y;

  /** Ring + 1 that crosses the line from each node to its right neighbour; 0 for none. */
  private final int[] ringOfLine;

  private final TracedRings rings = new TracedRings();

  private ContourTracer(LogitMask mask) {
    int w = mask.width();
    int h = mask.height();
    nodeColumns = w + 4;
    int nodeRows = h + 4;
    node = new float[nodeColumns * nodeRows];
    ringOfLine = new int[node.length];
    x = positions(w, mask.originX(), mask.stepX());
    y = positions(h, mask.originY(), mask.stepY());
    Arrays.fill(node, 0, nodeColumns, Float.NEGATIVE_INFINITY);
    for (int row = 1; row < nodeRows - 1; row++) {
      int source = Math.min(Math.max(row - 2, 0), h - 1) * w;
      int target = row * nodeColumns;
      System.arraycopy(mask.logits(), source, node, target + 2, w);
      node[target] = Float.NEGATIVE_INFINITY;
      node[target + 1] = node[target + 2];
      node[target + w + 2] = node[target + w + 1];
      node[target + w + 3] = Float.NEGATIVE_INFINITY;
    }
    Arrays.fill(node, node.length - nodeColumns, node.length, Float.NEGATIVE_INFINITY);
  }

  /**
   * All rings of a mask, in order of their first crossing (row by row from the top, in a row from
   * the left).
   *
   * @param mask finite logits
   */
  static TracedRings trace(LogitMask mask) {
    ContourTracer tracer = new ContourTracer(mask);
    tracer.traceAll();
    return tracer.rings;
  }

  private static double[] positions(int count, double origin, double step) {
    double[] p = new double[count + 4];
    for (int i = 0; i < count; i++) {
      p[i + 2] = origin + (i + 0.5) * step;
    }
    p[0] = origin;
    p[1] = origin;
    p[count + 2] = origin + count * step;
    p[count + 3] = p[count + 2];
    return p;
  }

  private void traceAll() {
    // Every ring crosses the row of a node that it goes around, and there at least one line with
    // the outside on its left end.
    for (int line = nodeColumns; line < node.length - nodeColumns; line++) {
      if (!(node[line] > 0) && node[line + 1] > 0 && ringOfLine[line] == 0) {
        traceRing(line);
      }
    }
    for (int ring = 0; ring < rings.count(); ring++) {
      if (rings.isHole(ring)) {
        rings.setParent(ring, ringToTheLeft(rings.leftmostExit(ring)));
      }
    }
  }

  /**
   * Follows the ring that crosses a line upwards, inside on its right hand, until it comes back.
   */
  private void traceRing(int start) {
    int ring = rings.begin();
    int cell = start - nodeColumns;
    int direction = UP;
    int leftmostExit = -1;
    crossHorizontal(start, ring);
    do {
      direction = leave(cell, direction);
      switch (direction) {
        case UP -> {
          crossHorizontal(cell, ring);
          cell -= nodeColumns;
        }
        case DOWN -> {
          int line = cell + nodeColumns;
          crossHorizontal(line, ring);
          if (leftmostExit < 0 || line % nodeColumns < leftmostExit % nodeColumns) {
            leftmostExit = line;
          }
          cell = line;
        }
        case RIGHT -> {
          crossVertical(cell + 1);
          cell++;
        }
        default -> {
          crossVertical(cell);
          cell--;
        }
      }
    } while (!(direction == UP && cell == start - nodeColumns));
    rings.end(leftmostExit);
  }

  /** The direction in which a contour that enters a cell leaves it. */
  private int leave(int cell, int direction) {
    float topLeft = node[cell];
    float topRight = node[cell + 1];
    float bottomRight = node[cell + nodeColumns + 1];
    float bottomLeft = node[cell + nodeColumns];
    // As seen in the direction of travel; behind on the right is inside, on the left outside.
    float aheadLeft;
    float aheadRight;
    float behindRight;
    float behindLeft;
    switch (direction) {
      case UP -> {
        aheadLeft = topLeft;
        aheadRight = topRight;
        behindRight = bottomRight;
        behindLeft = bottomLeft;
      }
      case RIGHT -> {
        aheadLeft = topRight;
        aheadRight = bottomRight;
        behindRight = bottomLeft;
        behindLeft = topLeft;
      }
      case DOWN -> {
        aheadLeft = bottomRight;
        aheadRight = bottomLeft;
        behindRight = topLeft;
        behindLeft = topRight;
      }
      default -> {
        aheadLeft = bottomLeft;
        aheadRight = topLeft;
        behindRight = topRight;
        behindLeft = bottomRight;
      }
    }
    if (aheadRight > 0) {
      return aheadLeft > 0 ? (direction + 3) & 3 : direction;
    }
    // A saddle connects its positive corners where its saddle value is positive.
    boolean connected =
        aheadLeft > 0 && (double) aheadLeft * behindRight > (double) aheadRight * behindLeft;
    return connected ? (direction + 3) & 3 : (direction + 1) & 3;
  }

  private void crossHorizontal(int line, int ring) {
    ringOfLine[line] = ring + 1;
    int column = line % nodeColumns;
    double t = crossing(node[line], node[line + 1]);
    rings.add(x[column] + t * (x[column + 1] - x[column]), y[line / nodeColumns]);
  }

  private void crossVertical(int top) {
    int row = top / nodeColumns;
    double t = crossing(node[top], node[top + nodeColumns]);
    rings.add(x[top % nodeColumns], y[row] + t * (y[row + 1] - y[row]));
  }

  private static double crossing(float from, float to) {
    if (from == Float.NEGATIVE_INFINITY || to == Float.NEGATIVE_INFINITY) {
      return 0; // Both ends are at the same place.
    }
    double t = from / ((double) from - to);
    return Math.min(Math.max(t, CLEARANCE), 1 - CLEARANCE);
  }

  /** The next ring to the left of a line whose left end is inside. */
  private int ringToTheLeft(int line) {
    int l = line - 1;
    while (ringOfLine[l] == 0) {
      l--;
    }
    return ringOfLine[l] - 1;
  }
}
