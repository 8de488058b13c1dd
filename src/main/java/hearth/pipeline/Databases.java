package hearth.pipeline;

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
