package hearth.store;

import java.nio.file.Path;
import java.util.Map;

/** A PostgreSQL server of one's own, made from the installed one. */
public final class PrivateCluster {
  PrivateCluster() {}

  /**
   * The cluster of this user: under HEARTH_HOME, else /var/lib/hearth as root, else XDG_DATA_HOME.
   */
  public static PrivateCluster ofUser(Map<String, String> environment) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** A cluster in a folder. */
  public static PrivateCluster in(Path home) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Makes it if there is none, starts it if it does not run, and waits until it answers. */
  public DatabaseUrl start() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Stops it; false where it did not run. */
  public boolean stop() {
    throw new UnsupportedOperationException("not built yet");
  }

  public ClusterStatus status() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Its address without a password; refused where there is none yet. */
  public DatabaseUrl url() {
    throw new UnsupportedOperationException("not built yet");
  }
}
