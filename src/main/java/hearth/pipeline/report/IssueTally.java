package hearth.pipeline.report;

import hearth.geo.DataIssue;
import hearth.pipeline.report.RunReport.Example;
import hearth.pipeline.report.RunReport.IssueCount;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Counts what problems are about, by code, and keeps a few examples of each.
 *
 * <p>The result depends on what was added, not on the order: the examples are the first in the
 * order of where they are. Threads may add at the same time.
 */
public final class IssueTally implements Consumer<DataIssue> {
  /** Examples kept of each kind. */
  public static final int EXAMPLES = 5;

  private static final Comparator<DataIssue> ORDER =
      Comparator.comparing(DataIssue::where).thenComparing(DataIssue::detail);

  private static final class Kind {
    private int count;
    private final TreeSet<DataIssue> first = new TreeSet<>(ORDER);

    private void keep(DataIssue issue) {
      first.add(issue);
      if (first.size() > EXAMPLES) {
        first.pollLast();
      }
    }
  }

  private final Map<String, Kind> kinds = new TreeMap<>();

  @Override
  public synchronized void accept(DataIssue issue) {
    Kind kind = kinds.computeIfAbsent(issue.code(), code -> new Kind());
    kind.count += issue.count();
    kind.keep(issue);
  }

  /** Counts by code, sorted by code. */
  public synchronized List<IssueCount> counts() {
    return kinds.entrySet().stream()
        .map(
            e ->
                new IssueCount(
                    e.getKey(),
                    e.getValue().count,
                    e.getValue().first.stream()
                        .map(i -> new Example(i.where(), i.detail()))
                        .toList()))
        .toList();
  }
}
