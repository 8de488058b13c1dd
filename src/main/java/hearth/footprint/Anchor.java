package hearth.footprint;

import java.util.Comparator;
import org.locationtech.jts.geom.Coordinate;

/**
 * Where an outline is, in a way that does not depend on the tiles that saw it: the northernmost
 * vertex of the outline as traced, of several the westernmost.
 *
 * <p>Outlines are simplified tile by tile, and what is united from parts is another outline in
 * another tiling. This vertex is the same: logits alone say where it lies, and where a part is cut
 * at a tile's rim, another part reaches farther north. Thousandths of a pixel take up the rounding
 * of a tile's own coordinates.
 *
 * @param north thousandths of a pixel northward from the origin of the reference system
 * @param east likewise, eastward
 */
public record Anchor(long north, long east) {
  /** Of the anchors of a building's parts the first is the building's. */
  public static final Comparator<Anchor> FIRST =
      Comparator.comparingLong(Anchor::north).reversed().thenComparingLong(Anchor::east);

  private static final double PARTS = 1000;

  /**
   * The anchor of a ring.
   *
   * @param ring at least one vertex, in the reference system of the working grid
   * @param pixel size of the grid's pixels in its units
   */
  public static Anchor of(Coordinate[] ring, double pixel) {
    Anchor first = null;
    for (Coordinate vertex : ring) {
      Anchor anchor =
          new Anchor(Math.round(vertex.y / pixel * PARTS), Math.round(vertex.x / pixel * PARTS));
      if (first == null || FIRST.compare(anchor, first) < 0) {
        first = anchor;
      }
    }
    return first;
  }
}
