package hearth.footprint;

import java.util.Collection;
import java.util.List;

/** Detections of overlapping tiles to one building per house. */
public final class SeamMerger {
  private final SeamOptions options;

  public SeamMerger(SeamOptions options) {
    this.options = options;
  }

  /**
   * One building per house.
   *
   * @param detections of any number of tiles, in any order, in the run's metric system
   * @param views where those tiles looked: {@link TileViews#of}
   */
  public List<Building> merge(Collection<Detection> detections, TileViews views) {
    throw new UnsupportedOperationException("lands in a moment " + options);
  }
}
