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

  /** How often it was tried, from 1. */
  int attempts();

  /** The same after so many attempts. */
  TileOutcome after(int number);

  /**
   * The tile was looked at.
   *
   * @param detections buildings, in the order of the prompts
   * @param imaged what of the tile's core shows imagery, in the run's reference system; empty when
   *     nothing does
   * @param issues what was repaired or left out
   * @param seconds time of each step
   * @param pixels SHA-256 of the pixels that it was made from; empty where they were not read
   */
  record Done(
      Tile tile,
      List<Detection> detections,
      Geometry imaged,
      List<DataIssue> issues,
      StageSeconds seconds,
      String pixels,
      int attempts)
      implements TileOutcome {
    public Done {
      Objects.requireNonNull(tile, "tile");
      Objects.requireNonNull(imaged, "imaged");
      detections = List.copyOf(detections);
      issues = List.copyOf(issues);
      Objects.requireNonNull(pixels, "pixels");
    }

    /** At the first attempt. */
    Done(
        Tile tile,
        List<Detection> detections,
        Geometry imaged,
        List<DataIssue> issues,
        StageSeconds seconds,
        String pixels) {
      this(tile, detections, imaged, issues, seconds, pixels, 1);
    }

    @Override
    public Done after(int number) {
      return new Done(tile, detections, imaged, issues, seconds, pixels, number);
    }
  }

  /**
   * The tile could not be processed; the others go on.
   *
   * @param cause what went wrong, for a person
   */
  record Failed(Tile tile, String cause, int attempts) implements TileOutcome {
    public Failed {
      Objects.requireNonNull(tile, "tile");
      Objects.requireNonNull(cause, "cause");
    }

    /** At the first attempt. */
    Failed(Tile tile, String cause) {
      this(tile, cause, 1);
    }

    @Override
    public Failed after(int number) {
      return new Failed(tile, cause, number);
    }
  }
}
