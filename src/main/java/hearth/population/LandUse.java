package hearth.population;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.locationtech.jts.algorithm.locate.IndexedPointInAreaLocator;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Location;
import org.locationtech.jts.index.strtree.STRtree;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

/**
 * What the ground is used for, as far as it tells whether untagged buildings on it are homes, and
 * where people may live that no building is known of. Where areas lie in one another, the smallest
 * one that the table knows decides.
 */
public final class LandUse {
  /** Nothing is known. */
  public static final LandUse NONE = new LandUse(List.of(), BuildingClasses.standard());

  /**
   * An area.
   *
   * @param tags as OpenStreetMap names them, for instance {@code landuse=industrial}
   * @param outline polygon or multipolygon, in the reference system of the buildings
   */
  public record Area(Map<String, String> tags, Geometry outline) {}

  private static final Comparator<Entry> SMALLEST_FIRST =
      Comparator.comparingDouble((Entry e) -> e.size).thenComparingInt(e -> e.order);

  private final STRtree tree = new STRtree();
  private final STRtree water = new STRtree();

  /** An area with its locator, made when it is first asked. */
  private static final class Entry {
    private final boolean residential;
    private final Geometry outline;
    private final double size;
    private final int order;
    private IndexedPointInAreaLocator locator;

    Entry(boolean residential, Geometry outline, int order) {
      this.residential = residential;
      this.outline = outline;
      this.size = outline.getArea();
      this.order = order;
    }

    boolean covers(Coordinate point) {
      if (locator == null) {
        locator = new IndexedPointInAreaLocator(outline);
      }
      return locator.locate(point) != Location.EXTERIOR;
    }
  }

  /**
   * @param areas in any order
   * @param classes tells which areas house people and which do not
   */
  public LandUse(List<Area> areas, BuildingClasses classes) {
    int order = 0;
    for (Area area : areas) {
      Optional<Boolean> residential = classes.residentialArea(area.tags());
      if (residential.isPresent()) {
        tree.insert(
            area.outline().getEnvelopeInternal(),
            new Entry(residential.get(), area.outline(), order++));
      }
      if (classes.isWater(area.tags())) {
        water.insert(area.outline().getEnvelopeInternal(), area.outline());
      }
    }
    tree.build();
    water.build();
  }

  /** The part of an area that is for living; empty where nothing is known. */
  @SuppressWarnings("unchecked")
  Geometry settled(Geometry area) {
    List<Entry> near = new ArrayList<>(tree.query(area.getEnvelopeInternal()));
    // From the largest on, so that the smallest of areas in one another decides.
    near.sort(SMALLEST_FIRST.reversed());
    Geometry settled = area.getFactory().createPolygon();
    for (Entry e : near) {
      Geometry part = OverlayNGRobust.overlay(e.outline, area, OverlayNG.INTERSECTION);
      settled =
          OverlayNGRobust.overlay(
              settled, part, e.residential ? OverlayNG.UNION : OverlayNG.DIFFERENCE);
    }
    return settled;
  }

  /** An area without its water; the area itself where it is nothing but water. */
  @SuppressWarnings("unchecked")
  Geometry land(Geometry area) {
    Geometry land = area;
    for (Geometry w : (List<Geometry>) water.query(area.getEnvelopeInternal())) {
      land = OverlayNGRobust.overlay(land, w, OverlayNG.DIFFERENCE);
    }
    return land.getArea() > 0 ? land : area;
  }

  /** Whether the ground under a building says that it is a home; empty where nothing is known. */
  @SuppressWarnings("unchecked")
  Optional<Boolean> residential(Geometry building) {
    if (tree.isEmpty()) {
      return Optional.empty();
    }
    Coordinate point = building.getInteriorPoint().getCoordinate();
    List<Entry> near = new ArrayList<>(tree.query(new Envelope(point)));
    near.sort(SMALLEST_FIRST);
    return near.stream().filter(e -> e.covers(point)).findFirst().map(e -> e.residential);
  }
}
