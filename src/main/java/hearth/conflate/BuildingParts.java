package hearth.conflate;

import hearth.footprint.HeightTags;
import hearth.footprint.OsmElement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.index.strtree.STRtree;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

/**
 * Parts of buildings ({@code building:part}, Simple 3D Buildings), which describe a building from
 * inside its outline.
 *
 * <p>A part belongs to the building in whose outline more than half of it lies; of several, to that
 * with most of it. It is no building of its own. A building that tells neither its levels nor its
 * height takes over the most that its parts tell, as the tags {@value #LEVELS} and {@value
 * #HEIGHT}, which OpenStreetMap does not have. A part that belongs to no building is read as a
 * building.
 */
final class BuildingParts {
  /** Key of a part. */
  static final String KEY = "building:part";

  /** Added to a building: the most levels of its parts. */
  static final String LEVELS = "parts:" + HeightTags.LEVELS;

  /** Added to a building: the greatest height of its parts. */
  static final String HEIGHT = "parts:" + HeightTags.HEIGHT;

  private static final double INSIDE_SHARE = 0.5;

  private BuildingParts() {}

  /** Whether tags are those of a part and of nothing else. */
  static boolean isPart(Map<String, String> tags) {
    return !"no".equals(tags.getOrDefault(KEY, "no"))
        && tags.keySet().stream().noneMatch(OsmBuildingFilter::isBuildingKey);
  }

  /**
   * Buildings with what their parts tell, and parts that have no building.
   *
   * @param buildings in any reference system
   * @param parts in the same one
   * @param issues takes each part, by id
   * @return sorted by type of the element, then by id
   */
  static List<OsmBuilding> settle(
      List<OsmBuilding> buildings, List<OsmBuilding> parts, OsmIssues issues) {
    List<OsmBuilding> result = new ArrayList<>(buildings);
    result.sort(OsmBuildings.BY_ELEMENT);
    if (!parts.isEmpty()) {
      STRtree tree = new STRtree();
      for (int i = 0; i < result.size(); i++) {
        tree.insert(result.get(i).outline().getEnvelopeInternal(), i);
      }
      Map<Integer, List<OsmBuilding>> own = new TreeMap<>();
      List<OsmBuilding> alone = new ArrayList<>();
      for (OsmBuilding part : parts) {
        OsmElement e = part.element();
        int building = around(part.outline(), result, tree);
        if (building < 0) {
          issues.read("osm-part-alone", "no building is around it: read as one", e.type(), e.id());
          alone.add(part);
        } else {
          String ref = result.get(building).element().ref();
          issues.leftOut("osm-part", "it is a part of " + ref, e.type(), e.id());
          own.computeIfAbsent(building, b -> new ArrayList<>()).add(part);
        }
      }
      own.forEach((building, of) -> result.set(building, informed(result.get(building), of)));
      result.addAll(alone);
      result.sort(OsmBuildings.BY_ELEMENT);
    }
    return result;
  }

  /** Place of the building that a part belongs to, or -1. */
  private static int around(Geometry part, List<OsmBuilding> buildings, STRtree tree) {
    List<Integer> near = new ArrayList<>();
    tree.query(part.getEnvelopeInternal(), item -> near.add((Integer) item));
    near.sort(Comparator.naturalOrder());
    int best = -1;
    double most = INSIDE_SHARE * part.getArea();
    for (int i : near) {
      double inside =
          OverlayNGRobust.overlay(part, buildings.get(i).outline(), OverlayNG.INTERSECTION)
              .getArea();
      if (inside > most) {
        most = inside;
        best = i;
      }
    }
    return best;
  }

  private static OsmBuilding informed(OsmBuilding building, List<OsmBuilding> parts) {
    OsmElement e = building.element();
    if (HeightTags.tell(e.tags())) {
      return building;
    }
    Map<String, String> tags = new TreeMap<>(e.tags());
    most(parts, HeightTags.LEVELS, HeightTags::levels, LEVELS, tags);
    most(parts, HeightTags.HEIGHT, HeightTags::metres, HEIGHT, tags);
    return new OsmBuilding(new OsmElement(e.type(), e.id(), tags), building.outline());
  }

  private static void most(
      List<OsmBuilding> parts,
      String key,
      Function<String, OptionalDouble> reader,
      String target,
      Map<String, String> tags) {
    parts.stream()
        .map(p -> p.element().tags().get(key))
        .filter(text -> reader.apply(text).isPresent())
        .max(Comparator.comparingDouble((String text) -> reader.apply(text).getAsDouble()))
        .ifPresent(text -> tags.put(target, text));
  }
}
