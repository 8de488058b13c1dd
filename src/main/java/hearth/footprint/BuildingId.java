package hearth.footprint;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Point;

/**
 * Stable ids: of a mapped building from its OSM id, of a detection from its {@link Anchor}, of a
 * given outline from its interior point on a 1 mm grid of the run's reference system. The same
 * building in the same place keeps its id from run to run.
 */
public final class BuildingId {
  private static final int DIGEST_BYTES = 8;

  private BuildingId() {}

  /** Id of an outline without an OSM element. */
  public static String of(Source source, Geometry outline) {
    Point p = outline.getInteriorPoint();
    return hash(
        source.code() + "|" + Math.round(p.getX() * 1000) + "|" + Math.round(p.getY() * 1000));
  }

  /** Id of a detection: it follows the mask, whatever tiles and the drawing made of its outline. */
  public static String of(Anchor anchor) {
    return hash(Source.SAM.code() + "|" + anchor.north() + "|" + anchor.east());
  }

  /** Id of an OSM building: it follows the element, not the outline. */
  public static String of(OsmElement element) {
    return hash("osm|" + element.ref());
  }

  /**
   * Makes ids unique: of several buildings with one id, the first by outline (JTS's order of
   * normalised geometries) keeps it, the others get {@code -2}, {@code -3}, ….
   */
  public static List<Building> distinct(List<Building> buildings) {
    List<Building> sorted = new ArrayList<>(buildings);
    sorted.sort(Building.BY_ID.thenComparing(b -> b.outline().norm(), Comparator.naturalOrder()));
    Map<String, Integer> seen = new HashMap<>();
    sorted.replaceAll(
        b -> {
          int n = seen.merge(b.id(), 1, Integer::sum);
          return n == 1 ? b : b.withId(b.id() + "-" + n);
        });
    sorted.sort(Building.BY_ID);
    return sorted;
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
