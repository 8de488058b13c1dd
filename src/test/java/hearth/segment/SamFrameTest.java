package hearth.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class SamFrameTest {
  private static final SamNames TOLD = SamContract.NAMES.with(SamNames.Trait.GUESSES);
  private final SamFrame frame = new SamFrame(100, 50, 200, 100, 200);

  @Test
  void aPaddingPointTellsThatABoxIsAGuess() {
    BoxPrompt guessed = new BoxPrompt(1, 2, 30, 40, List.of(new PromptPoint(5, 6, true)), true);
    SamDecoder.Tokens tokens = frame.tokens(guessed, TOLD);
    assertArrayEquals(new float[] {1, 2, 3, -1}, tokens.labels());
    assertArrayEquals(new float[] {10, 12, 2, 4, 60, 80, 0, 0}, tokens.coords());
  }

  @Test
  void aBoxAtItsWordAndAModelThatKnowsNoGuessesHaveNone() {
    BoxPrompt word = new BoxPrompt(1, 2, 30, 40);
    BoxPrompt guessed = new BoxPrompt(1, 2, 30, 40, List.of(), true);
    assertArrayEquals(new float[] {2, 3}, frame.tokens(word, TOLD).labels());
    assertArrayEquals(new float[] {2, 3}, frame.tokens(guessed, SamContract.NAMES).labels());
  }

  @Test
  void pointsAloneAreAlwaysPadded() {
    assertArrayEquals(new float[] {1, -1}, frame.tokens(PointPrompt.at(5, 6), TOLD).labels());
  }
}
