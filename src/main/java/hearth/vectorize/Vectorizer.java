package hearth.vectorize;

import hearth.geo.DataIssue;
import hearth.raster.LogitMask;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Polygon;

/** Turns a mask of logits into the outline of one building. Immutable; may be shared by threads. */
public final class Vectorizer {
  private final VectorizeOptions options;

  public Vectorizer(VectorizeOptions options) {
    this.options = Objects.requireNonNull(options, "options");
  }

  /**
   * The largest region of positive logits as a valid polygon in block pixels; empty when there is
   * none, or it is smaller than the minimum area.
   *
   * @param issues told when logits are not finite (the mask is refused) and when an outline had to
   *     be repaired
   */
  public Optional<Polygon> vectorize(LogitMask mask, Consumer<DataIssue> issues) {
    throw new UnsupportedOperationException(options.toString());
  }
}
