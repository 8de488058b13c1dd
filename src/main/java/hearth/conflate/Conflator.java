package hearth.conflate;

import hearth.footprint.Building;
import java.util.List;
import org.locationtech.jts.geom.Geometry;

/** Joins detections with mapped buildings. */
public final class Conflator {
  private final ConflateOptions options;

  public Conflator(ConflateOptions options) {
    this.options = options;
  }

  /**
   * Gives each detection and each mapped building its status.
   *
   * @param detections in the run's metric system, in any order
   * @param osm mapped buildings in the same system, in any order
   * @param imagedArea where the imagery shows something, in the same system
   * @return all candidates, sorted by id, ids distinct
   */
  public List<Building> merge(
      List<Building> detections, List<OsmBuilding> osm, Geometry imagedArea) {
    throw new UnsupportedOperationException("lands in a moment " + options);
  }
}
