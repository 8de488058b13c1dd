package hearth.conflate;

import hearth.footprint.Building;
import hearth.footprint.Hint;
import hearth.footprint.Overlaps;
import hearth.footprint.Source;
import hearth.footprint.Status;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.locationtech.jts.algorithm.Angle;
import org.locationtech.jts.algorithm.MinimumAreaRectangle;
import org.locationtech.jts.algorithm.MinimumDiameter;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.PolygonExtracter;
import org.locationtech.jts.index.strtree.STRtree;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

/**
 * Says what makes a detection doubtful besides its height ({@link Hint}). Nothing is deleted and no
 * status changes; detections that are matched with a mapped building are not doubted.
 *
 * <ul>
 *   <li>{@code water}: more than half of it lies on water.
 *   <li>{@code road}: the centre line of a road runs in it for more than half its width.
 *   <li>{@code isolated}: smaller than 15 m², and no other building within 50 m.
 *   <li>{@code vehicle}: a rectangle 1.4 to 3 m wide and 3.2 to 18 m long, within 8 m of the centre
 *       line of a road, or on a parking lot or in a yard.
 *   <li>{@code sliver}: narrower than 1.5 m, or with a spike below 20°.
 * </ul>
 */
public final class HintFinder {
  private static final double WATER_SHARE = 0.5;
  private static final double ROAD_SHARE_OF_WIDTH = 0.5;
  private static final double TINY_SQUARE_METRES = 15;
  private static final double ALONE_METRES = 50;

  /** Of a car's width to that of a lorry, a container being 2.4 m. */
  private static final double LEAST_VEHICLE_WIDTH = 1.4;

  private static final double MOST_VEHICLE_WIDTH = 3;

  /** Of a small car's length to that of a lorry with its trailer; containers have 6 and 12 m. */
  private static final double LEAST_VEHICLE_LENGTH = 3.2;

  private static final double MOST_VEHICLE_LENGTH = 18;
  private static final double RECTANGULAR = 0.75;
  private static final double ROADSIDE_METRES = 8;
  private static final double SLIVER_METRES = 1.5;
  private static final double SPIKE = Math.toRadians(20);

  /** Sides of a spike: shorter ones are noise of the outline. */
  private static final double SPIKE_SIDE_METRES = 1;

  private final Set<Hint> wanted;
  private final STRtree water;
  private final STRtree roads;
  private final STRtree yards;

  /**
   * @param wanted which are looked for
   * @param around in the reference system of the candidates
   */
  public HintFinder(Set<Hint> wanted, Surroundings around) {
    this.wanted = wanted.isEmpty() ? EnumSet.noneOf(Hint.class) : EnumSet.copyOf(wanted);
    this.water = tree(around.water());
    this.roads = tree(around.roads());
    this.yards = tree(around.yards());
  }

  private static STRtree tree(List<Geometry> geometries) {
    STRtree tree = new STRtree();
    geometries.forEach(g -> tree.insert(g.getEnvelopeInternal(), g));
    tree.build();
    return tree;
  }

  /**
   * The candidates in their order, detections with their hints.
   *
   * @param candidates all of the run, in its metric reference system
   */
  public List<Building> mark(List<Building> candidates) {
    if (wanted.isEmpty()) {
      return candidates;
    }
    STRtree others = new STRtree();
    for (Building b : candidates) {
      if (b.status() != Status.REJECTED) {
        others.insert(b.outline().getEnvelopeInternal(), b);
      }
    }
    others.build();
    return candidates.stream()
        .map(
            b ->
                b.source() == Source.SAM || b.source() == Source.GIVEN
                    ? b.withHints(hints(b, others))
                    : b)
        .toList();
  }

  private List<Hint> hints(Building b, STRtree others) {
    List<Hint> found = new ArrayList<>();
    for (Hint hint : wanted) {
      boolean holds =
          switch (hint) {
            case WATER -> isOnWater(b.outline());
            case ROAD -> isOnRoad(b.outline());
            case ISOLATED -> isTinyAndAlone(b, others);
            case VEHICLE -> isLikeAVehicle(b.outline());
            case SLIVER -> isSliver(b.outline());
          };
      if (holds) {
        found.add(hint);
      }
    }
    return found;
  }

  private boolean isOnWater(Geometry outline) {
    double wet = 0;
    for (Geometry g : within(water, outline, 0)) {
      wet += Overlaps.sharedArea(outline, g);
    }
    return wet > WATER_SHARE * outline.getArea();
  }

  private boolean isOnRoad(Geometry outline) {
    List<Geometry> near = within(roads, outline, 0);
    if (near.isEmpty()) {
      return false;
    }
    double width = new MinimumDiameter(outline).getLength();
    double length = 0;
    for (Geometry road : near) {
      length += OverlayNGRobust.overlay(road, outline, OverlayNG.INTERSECTION).getLength();
    }
    return length > ROAD_SHARE_OF_WIDTH * width;
  }

  private static boolean isTinyAndAlone(Building b, STRtree others) {
    if (b.areaSquareMetres() >= TINY_SQUARE_METRES) {
      return false;
    }
    Envelope around = new Envelope(b.outline().getEnvelopeInternal());
    around.expandBy(ALONE_METRES);
    for (Object other : others.query(around)) {
      Building o = (Building) other;
      if (!o.id().equals(b.id()) && o.outline().isWithinDistance(b.outline(), ALONE_METRES)) {
        return false;
      }
    }
    return true;
  }

  private boolean isLikeAVehicle(Geometry outline) {
    Geometry box = MinimumAreaRectangle.getMinimumRectangle(outline);
    if (!(box instanceof Polygon) || outline.getArea() < RECTANGULAR * box.getArea()) {
      return false;
    }
    Coordinate[] c = box.getCoordinates();
    double a = c[0].distance(c[1]);
    double b = c[1].distance(c[2]);
    double width = Math.min(a, b);
    double length = Math.max(a, b);
    if (width < LEAST_VEHICLE_WIDTH
        || width > MOST_VEHICLE_WIDTH
        || length < LEAST_VEHICLE_LENGTH
        || length > MOST_VEHICLE_LENGTH) {
      return false;
    }
    return within(roads, outline, ROADSIDE_METRES).stream()
            .anyMatch(r -> r.isWithinDistance(outline, ROADSIDE_METRES))
        || within(yards, outline, 0).stream().anyMatch(y -> y.intersects(outline));
  }

  private static boolean isSliver(Geometry outline) {
    if (new MinimumDiameter(outline).getLength() < SLIVER_METRES) {
      return true;
    }
    for (Object part : PolygonExtracter.getPolygons(outline)) {
      Coordinate[] ring = ((Polygon) part).getExteriorRing().getCoordinates();
      for (int i = 0; i < ring.length - 1; i++) {
        Coordinate before = ring[i == 0 ? ring.length - 2 : i - 1];
        Coordinate after = ring[i + 1];
        if (before.distance(ring[i]) >= SPIKE_SIDE_METRES
            && after.distance(ring[i]) >= SPIKE_SIDE_METRES
            && Angle.angleBetween(before, ring[i], after) < SPIKE) {
          return true;
        }
      }
    }
    return false;
  }

  private static List<Geometry> within(STRtree tree, Geometry outline, double metres) {
    Envelope around = new Envelope(outline.getEnvelopeInternal());
    around.expandBy(metres);
    List<Geometry> near = new ArrayList<>();
    tree.query(around, g -> near.add((Geometry) g));
    return near;
  }
}
