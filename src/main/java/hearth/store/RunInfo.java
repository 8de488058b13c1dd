package hearth.store;

import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A run as {@code runs list} and {@code runs show} tell it.
 *
 * @param key the database's own number of this attempt
 * @param id public id; while a run is repeated, two attempts share it
 * @param name the job's name
 * @param state how far it got
 * @param reason why it failed; else empty
 * @param codeVersion version of the program that made it
 * @param job the job as JSON
 * @param models names and checksums of the models as JSON
 * @param inputs files and fingerprints as JSON
 * @param srid EPSG code of its metric reference system
 * @param started when it began
 * @param ended when it finished or failed
 * @param held whether a process is working on its id at this moment
 * @param tiles tiles by state code
 * @param buildings buildings by status code; empty until it is finished
 * @param persons sum of the stored cell shares; NaN without a census
 */
public record RunInfo(
    long key,
    String id,
    String name,
    RunState state,
    String reason,
    String codeVersion,
    String job,
    String models,
    String inputs,
    int srid,
    Instant started,
    Optional<Instant> ended,
    boolean held,
    SortedMap<String, Long> tiles,
    SortedMap<String, Long> buildings,
    double persons) {
  public RunInfo {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(state, "state");
    tiles = Collections.unmodifiableSortedMap(new TreeMap<>(tiles));
    buildings = Collections.unmodifiableSortedMap(new TreeMap<>(buildings));
  }

  /** Whether the process that worked on it stopped or died: it can be resumed. */
  public boolean isInterrupted() {
    return state == RunState.RUNNING && !held;
  }
}
