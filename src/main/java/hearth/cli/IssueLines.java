package hearth.cli;

import hearth.pipeline.report.IssueTally;
import hearth.pipeline.report.RunReport.IssueCount;
import java.io.PrintWriter;
import java.util.List;

/** Problems in the data, for commands that write no report: how many of each kind, and where. */
final class IssueLines {
  private IssueLines() {}

  /** Prints a line for each kind, and below it the first few places with what was found there. */
  static void print(PrintWriter out, List<IssueCount> issues) {
    for (IssueCount issue : issues) {
      out.println("  data issue  " + issue.code() + ": " + issue.count());
      issue.examples().forEach(e -> out.println("    " + e.where() + ": " + e.detail()));
      int more = issue.count() - issue.examples().size();
      // One example may be about many things.
      if (more > 0 && issue.examples().size() == IssueTally.EXAMPLES) {
        out.println("    and " + more + " more");
      }
    }
  }
}
