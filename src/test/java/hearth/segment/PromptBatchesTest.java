package hearth.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PromptBatchesTest {
  private static final SamDecoder.MaskShape LARGE = new SamDecoder.MaskShape(1, 320, 320);
  private static final PromptBatches WHOLE = PromptBatches.together(OptionalInt.empty(), 640, true);
  private static final PromptBatches WINDOWED =
      PromptBatches.together(OptionalInt.of(192), 640, true);

  @Test
  void aBatchIsBoundByItsLargestActivation() {
    assertEquals(List.of(32, 8), sizes(WHOLE, boxes(40, 50), new SamDecoder.MaskShape(4, 32, 32)));
    assertEquals(List.of(3, 3, 1), sizes(WHOLE, boxes(7, 50), LARGE));
    assertEquals(
        List.of(1, 1), sizes(WHOLE, boxes(2, 50), new SamDecoder.MaskShape(4, 2048, 2048)));
    assertEquals(
        List.of(1, 1),
        sizes(PromptBatches.single(640), boxes(2, 50), new SamDecoder.MaskShape(4, 32, 32)));
    assertEquals(
        List.of(32, 1),
        sizes(PromptBatches.together(OptionalInt.empty(), 640, false), boxes(33, 600), LARGE));
  }

  @Test
  void boxesInSmallWindowsGoTogetherInNumbersAndLargeOnesByThemselves() {
    List<SamDecoder.Tokens> prompts = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      prompts.addAll(boxes(1, 500)); // As large as the frame: its window is no smaller.
      prompts.addAll(boxes(2, 40));
    }
    List<List<Integer>> batches = WINDOWED.of(prompts, LARGE);
    assertEquals(24, batches.get(0).size());
    assertTrue(batches.get(0).stream().allMatch(i -> i % 3 != 0), batches.toString());
    assertEquals(List.of(3, 3, 3, 3), batches.stream().skip(1).map(List::size).toList());
    List<Integer> all = new ArrayList<>(batches.stream().flatMap(List::stream).toList());
    Collections.sort(all);
    assertEquals(IntStream.range(0, prompts.size()).boxed().toList(), all);
  }

  @Test
  void aBatchCostsWhatItsLargestWindowCosts() {
    // Long and narrow ones, across and down: together they would be computed as squares.
    List<SamDecoder.Tokens> prompts = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      prompts.add(box(320, 40));
      prompts.add(box(40, 320));
    }
    int most = sizes(WINDOWED, prompts, LARGE).stream().mapToInt(n -> n).max().orElseThrow();
    assertEquals(3, most);
  }

  @Test
  void clicksAloneAreAnsweredInTheWholeFrame() {
    SamDecoder.Tokens click = new SamDecoder.Tokens(new float[] {9, 9, 0, 0}, new float[] {1, -1});
    assertEquals(List.of(3, 2), sizes(WINDOWED, Collections.nCopies(5, click), LARGE));
  }

  @Test
  void aClickOrAPaddingPointBesideABoxLeavesTheWindow() {
    SamDecoder.Tokens both =
        new SamDecoder.Tokens(new float[] {9, 9, 0, 0, 30, 30, 0, 0}, new float[] {1, 2, 3, -1});
    assertEquals(List.of(20), sizes(WINDOWED, Collections.nCopies(20, both), LARGE));
  }

  private static List<Integer> sizes(
      PromptBatches batches, List<SamDecoder.Tokens> prompts, SamDecoder.MaskShape shape) {
    return batches.of(prompts, shape).stream().map(List::size).toList();
  }

  private static List<SamDecoder.Tokens> boxes(int count, float side) {
    return Collections.nCopies(count, box(side, side));
  }

  private static SamDecoder.Tokens box(float width, float height) {
    return new SamDecoder.Tokens(new float[] {10, 10, 10 + width, 10 + height}, new float[] {2, 3});
  }
}
