package hearth.pipeline;

import hearth.store.ClusterStatus;
import hearth.store.Database;
import hearth.store.DatabaseUrl;
import hearth.store.PrivateCluster;
import java.util.Map;
import java.util.Optional;

/** Which database is meant: the one that was named, else the private one. */
public final class Databases {
  private Databases() {}

  /**
   * The address given, else {@code HEARTH_DB}, else the private cluster, which is started.
   *
   * @param option value of {@code db} or {@code --db}
   */
  public static DatabaseUrl locate(Optional<String> option, Map<String, String> environment) {
    return DatabaseUrl.find(option, environment)
        .orElseGet(() -> PrivateCluster.ofUser(environment).start());
  }

  /**
   * The same as far as it is there: a private cluster that does not run is neither made nor
   * started.
   */
  static Optional<DatabaseUrl> running(Optional<String> option, Map<String, String> environment) {
    if (!isPrivate(option, environment)) {
      return DatabaseUrl.find(option, environment);
    }
    PrivateCluster cluster = PrivateCluster.ofUser(environment);
    return cluster.status().state() == ClusterStatus.State.RUNNING
        ? Optional.of(cluster.url())
        : Optional.empty();
  }

  /** Whether nothing else than the private one is named. */
  static boolean isPrivate(Optional<String> option, Map<String, String> environment) {
    return DatabaseUrl.find(option, environment).isEmpty();
  }

  /** Opens it, its schema brought up to date. */
  public static Database open(Optional<String> option, Map<String, String> environment) {
    // The sink of a run writes on one connection and may read on another.
    return Database.open(locate(option, environment), 2);
  }
}
