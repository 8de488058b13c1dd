package hearth.segment;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Boxes as a detector gives them, before they are chosen from: corners in pixels of its input,
 * score and class, in primitive arrays that grow.
 */
final class Candidates {
  private int size;
  private float[] x0 = new float[256];
  private float[] y0 = new float[256];
  private float[] x1 = new float[256];
  private float[] y1 = new float[256];
  private float[] score = new float[256];
  private int[] label = new int[256];

  void add(float left, float top, float right, float bottom, float itsScore, int itsLabel) {
    if (size == score.length) {
      x0 = Arrays.copyOf(x0, 2 * size);
      y0 = Arrays.copyOf(y0, 2 * size);
      x1 = Arrays.copyOf(x1, 2 * size);
      y1 = Arrays.copyOf(y1, 2 * size);
      score = Arrays.copyOf(score, 2 * size);
      label = Arrays.copyOf(label, 2 * size);
    }
    x0[size] = left;
    y0[size] = top;
    x1[size] = right;
    y1[size] = bottom;
    score[size] = itsScore;
    label[size] = itsLabel;
    size++;
  }

  /** A box by its centre and size. */
  void addCentred(float x, float y, float width, float height, float itsScore, int itsLabel) {
    float halfWidth = width / 2;
    float halfHeight = height / 2;
    add(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight, itsScore, itsLabel);
  }

  /**
   * Boxes of a list of rows: corners, and somewhere score and class.
   *
   * @param length numbers of a row
   * @param corners place of the first of the four
   * @param least boxes of a lower or equal score are left out
   */
  static Candidates ofRows(
      FloatBuffer rows, int length, int corners, int scoreAt, int labelAt, float least) {
    Candidates found = new Candidates();
    for (int i = 0; i + length <= rows.capacity(); i += length) {
      float score = rows.get(i + scoreAt);
      Outputs.checkScore(score);
      if (score > least) {
        int first = i + corners;
        found.add(
            rows.get(first),
            rows.get(first + 1),
            rows.get(first + 2),
            rows.get(first + 3),
            score,
            (int) rows.get(i + labelAt));
      }
    }
    return found;
  }

  /** Those whose class is among these, in their order. */
  Candidates ofClasses(BitSet labels) {
    Candidates chosen = new Candidates();
    for (int i = 0; i < size; i++) {
      if (label[i] >= 0 && labels.get(label[i])) {
        chosen.add(x0[i], y0[i], x1[i], y1[i], score[i], label[i]);
      }
    }
    return chosen;
  }

  int size() {
    return size;
  }

  float x0(int i) {
    return x0[i];
  }

  float y0(int i) {
    return y0[i];
  }

  float x1(int i) {
    return x1[i];
  }

  float y1(int i) {
    return y1[i];
  }

  float score(int i) {
    return score[i];
  }

  int label(int i) {
    return label[i];
  }

  /** Intersection over union of two boxes, in single precision as the reference code has it. */
  float iou(int a, int b) {
    float w = Math.max(0, Math.min(x1[a], x1[b]) - Math.max(x0[a], x0[b]));
    float h = Math.max(0, Math.min(y1[a], y1[b]) - Math.max(y0[a], y0[b]));
    float both = w * h;
    return both / (area(a) + area(b) - both);
  }

  private float area(int i) {
    return (x1[i] - x0[i]) * (y1[i] - y0[i]);
  }
}
