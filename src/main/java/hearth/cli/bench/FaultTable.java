package hearth.cli.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Hurts a job's run again and again, goes on with it each time, and prints what came out. */
final class FaultTable {
  private static final String ROW = "%-34s %6s %6s %11s %13s %8s";

  /** A run may end before it is hurt; then it is begun again. */
  private static final int TRIES = 3;

  /** A resumed run that does not get through is a fault of its own. */
  private static final int RESUMES = 3;

  private final PrintWriter out;
  private boolean good = true;

  /** One way of hurting a run; whether it did. */
  @FunctionalInterface
  interface Fault {
    boolean strike() throws IOException, InterruptedException;
  }

  /** Counts of one kind of fault. */
  private static final class Tally {
    private int times;
    private int same;
    private int lost;
    private int twice;
    private int resumes;
  }

  FaultTable(PrintWriter out) {
    this.out = out;
    out.println(ROW.formatted("fault", "times", "same", "tiles lost", "tiles doubled", "resumes"));
    out.flush();
  }

  /** Whether all that was hurt ended as if it had not been. */
  boolean isGood() {
    return good;
  }

  /** A row that says why there are no counts. */
  void notRun(String name, int times, String why) {
    if (times > 0) {
      out.println("%-34s not run: %s".formatted(name, why));
      out.flush();
    }
  }

  /**
   * Prints a row.
   *
   * @param undisturbed what is to be left
   * @param times how often the run is to be hurt
   */
  void row(String name, SampleJob job, SampleJob.Left undisturbed, int times, Fault fault)
      throws IOException, InterruptedException {
    if (times == 0) {
      return;
    }
    Tally tally = new Tally();
    for (int tries = 0; tally.times < times && tries < TRIES * times; tries++) {
      job.forget();
      if (!fault.strike()) {
        continue;
      }
      tally.times++;
      resume(job, tally);
      SampleJob.Left left = job.left();
      tally.same += left.digest().equals(undisturbed.digest()) ? 1 : 0;
      tally.lost += undisturbed.tiles() - left.tiles();
      tally.twice += left.twice();
    }
    out.println(
        ROW.formatted(name, tally.times, tally.same, tally.lost, tally.twice, tally.resumes));
    out.flush();
    good &= tally.times == times;
    good &= tally.same == tally.times && tally.lost == 0 && tally.twice == 0;
  }

  /** Goes on with the run until it says that there is nothing to resume. */
  private static void resume(SampleJob job, Tally tally) {
    StringWriter said = new StringWriter();
    for (int i = 0; job.isUnfinished(); i++) {
      if (i == RESUMES) {
        throw new IllegalStateException("cannot be resumed: " + said.toString().strip());
      }
      tally.resumes++;
      job.resume(new PrintWriter(said, true));
    }
  }
}
