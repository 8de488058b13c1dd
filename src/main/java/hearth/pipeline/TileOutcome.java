package hearth.pipeline;

import hearth.footprint.Detection;
import hearth.geo.DataIssue;
import hearth.geo.Tile;
import java.util.List;
import java.util.Objects;
import org.locationtech.jts.geom.Geometry;

/** What became of a tile. */
public sealed interface TileOutcome {

  /** The tile it is about. */
  Tile tile();

  /**
   * The tile was looked at.
   *
   * @param detections buildings, in the order of the prompts
   * @param imaged what of the tile's core shows imagery, in the run's reference system; empty when
   *     nothing does
   * @param issues what was repaired or left out
   * @param seconds time of each step
   */
  record Done(
      Tile tile,
      List<Detection> detections,
      Geometry imaged,
      List<DataIssue> issues,
      StageSeconds seconds)
      implements TileOutcome {
    public Done {
      Objects.requireNonNull(tile, "tile");
      Objects.requireNonNull(imaged, "imaged");
      detections = List.copyOf(detections);
      issues = List.copyOf(issues);
    }
  }

  /**
   * The tile could not be processed; the others go on.
   *
   * @param cause what went wrong, for a person
   */
  record Failed(Tile tile, String cause) implements TileOutcome {
    public Failed {
      Objects.requireNonNull(tile, "tile");
      Objects.requireNonNull(cause, "cause");
    }
  }
}
