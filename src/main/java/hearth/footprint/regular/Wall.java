package hearth.footprint.regular;

import java.util.List;
import java.util.Objects;
import org.locationtech.jts.geom.Coordinate;

/**
 * A run of an outline: straight along a line, or kept as it was.
 *
 * @param line null for a run that is kept
 * @param kept points of the run that is kept, its ends included; for a straight one its two ends on
 *     the raw outline
 */
record Wall(Line line, List<Coordinate> kept) {
  Wall {
    Objects.requireNonNull(kept, "kept");
  }

  boolean straight() {
    return line != null;
  }

  Wall on(Line other) {
    return new Wall(other, kept);
  }

  Coordinate start() {
    return kept.get(0);
  }

  Coordinate end() {
    return kept.get(kept.size() - 1);
  }
}
