package hearth.store;

import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * State of the private cluster.
 *
 * @param state absent, stopped or running
 * @param folder where it is
 * @param serverVersion major version that made it; empty text when absent
 * @param port its loopback port, where chosen
 * @param processId of the running server
 */
public record ClusterStatus(
    State state, Path folder, String serverVersion, OptionalInt port, OptionalLong processId) {
  /** Whether there is a cluster and whether it runs. */
  public enum State {
    ABSENT,
    STOPPED,
    RUNNING
  }
}
