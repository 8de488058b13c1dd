package hearth.segment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Which prompts go through a decoder together: as many as a bounded activation allows.
 *
 * <p>A decoder that answers a box in a window around it, as {@code hearth-sam} does, computes a
 * batch at the size of its largest window. Boxes of like size go together there, and many of them.
 *
 * @param window least side of the window around a box, in pixels of the encoder's input; empty for
 *     a decoder that always computes whole masks
 * @param inputSize side of the encoder's input
 * @param most prompts at a time
 * @param mostBytes of the largest activation
 */
record PromptBatches(OptionalInt window, int inputSize, int most, double mostBytes) {
  /** Most prompts at a time. */
  static final int MOST_AT_A_TIME = 32;

  /**
   * Most bytes of a batch's largest activation on a processor: 32 channels at the size of a mask.
   * The decoder's work grows with each prompt, so that larger batches save next to nothing once it
   * is reached (with masks of 320 x 320, batches of 1 to 32 took 49 to 56 ms a prompt on one core),
   * while each prompt takes about four times this.
   */
  private static final long LARGEST_ACTIVATION = 40L << 20;

  private static final long CHANNELS = 32;

  /** A window is so many times as wide as its box. */
  private static final double AROUND = 2;

  /** One by one: for a file that fixes the axis of prompts. */
  static PromptBatches single(int inputSize) {
    return new PromptBatches(OptionalInt.empty(), inputSize, 1, LARGEST_ACTIVATION);
  }

  /**
   * @param onCpu whether memory is bounded; a card's is its own, and a card likes to be busy
   */
  static PromptBatches together(OptionalInt window, int inputSize, boolean onCpu) {
    double mostBytes = onCpu ? LARGEST_ACTIVATION : Double.POSITIVE_INFINITY;
    return new PromptBatches(window, inputSize, MOST_AT_A_TIME, mostBytes);
  }

  /**
   * @return indices of the prompts, each once
   */
  List<List<Integer>> of(List<SamDecoder.Tokens> prompts, SamDecoder.MaskShape shape) {
    List<Size> sizes = prompts.stream().map(this::size).toList();
    List<Integer> order =
        IntStream.range(0, prompts.size())
            .boxed()
            .sorted(Comparator.comparingDouble(i -> sizes.get(i).area()))
            .toList();
    List<List<Integer>> batches = new ArrayList<>();
    Size largest = null;
    for (int i : order) {
      Size with = largest == null ? sizes.get(i) : largest.with(sizes.get(i));
      if (largest == null || batches.get(batches.size() - 1).size() >= atATime(with, shape)) {
        batches.add(new ArrayList<>());
        with = sizes.get(i);
      }
      batches.get(batches.size() - 1).add(i);
      largest = with;
    }
    return batches;
  }

  private int atATime(Size largest, SamDecoder.MaskShape shape) {
    double pixels = (double) shape.height() * shape.width();
    double seen = pixels * largest.area() / ((double) inputSize * inputSize);
    // What is not seen is still filled.
    double activation = Float.BYTES * (CHANNELS * seen + shape.masks() * (pixels - seen));
    return (int) Math.min(Math.max(mostBytes / activation, 1), most);
  }

  private Size size(SamDecoder.Tokens prompt) {
    int corners = 0;
    while (corners < prompt.count() && prompt.labels()[corners] != SamFrame.UPPER_LEFT) {
      corners++;
    }
    if (window.isEmpty() || corners == prompt.count()) {
      return new Size(inputSize, inputSize);
    }
    float[] at = prompt.coords();
    return new Size(
        side(at[2 * corners + 2] - at[2 * corners]),
        side(at[2 * corners + 3] - at[2 * corners + 1]));
  }

  private double side(double boxSide) {
    return Math.min(Math.max(AROUND * boxSide, window.getAsInt()), inputSize);
  }

  /** Of a window. */
  private record Size(double width, double height) {
    double area() {
      return width * height;
    }

    Size with(Size other) {
      return new Size(Math.max(width, other.width), Math.max(height, other.height));
    }
  }
}
