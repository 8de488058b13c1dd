package hearth.pipeline;

import java.util.LinkedHashMap;
import java.util.Map;

/** Wall time of the stages of a run, one after the other. */
final class StageClock {
  private final Progress progress;
  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private String current;
  private long since;

  StageClock(Progress progress) {
    this.progress = progress;
  }

  /** Ends the stage before and begins the next. */
  void begin(String stage) {
    end();
    progress.stage(stage);
    current = stage;
    since = System.nanoTime();
  }

  /** Ends the stage, if one is running. */
  void end() {
    if (current != null) {
      seconds.merge(current, (System.nanoTime() - since) / 1e9, Double::sum);
      current = null;
    }
  }

  /** Seconds by stage, in the order in which they ran. */
  Map<String, Double> seconds() {
    return seconds;
  }
}
