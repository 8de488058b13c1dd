package hearth.conflate;

import hearth.footprint.HeightTags;
import hearth.footprint.OsmElement;
import hearth.footprint.Overlaps;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.index.hprtree.HPRtree;

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

  /** Of a part that lies wholly in two outlines, the two shared areas differ by less. */
  private static final double ROUNDING = 1e-6;

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
      List<List<Integer>> near = near(result, parts);
      int[] homes =
          IntStream.range(0, parts.size())
              .parallel()
              .map(i -> around(parts.get(i).outline(), result, near.get(i)))
              .toArray();
      Map<Integer, List<OsmBuilding>> own = new TreeMap<>();
      List<OsmBuilding> alone = new ArrayList<>();
      for (int i = 0; i < parts.size(); i++) {
        OsmBuilding part = parts.get(i);
        OsmElement e = part.element();
        int building = homes[i];
        if (building < 0) {
          issues.read("osm-part-alone", "no building is around it: read as one", e.type(), e.id());
          alone.add(part);
        } else {
          String ref = result.get(building).element().ref();
          issues.leftOut("osm-part", "it is a part of " + ref, e.type(), e.id());
          own.computeIfAbsent(building, x -> new ArrayList<>()).add(part);
        }
      }
      own.forEach((building, of) -> result.set(building, informed(result.get(building), of)));
      result.addAll(alone);
      result.sort(OsmBuildings.BY_ELEMENT);
    }
    return result;
  }

  /**
   * For each part the places of the buildings that may have more than half of it. Parts are indexed
   * rather than buildings: there are fewer of them.
   */
  private static List<List<Integer>> near(List<OsmBuilding> buildings, List<OsmBuilding> parts) {
    HPRtree tree = new HPRtree();
    List<List<Integer>> near = new ArrayList<>();
    for (OsmBuilding part : parts) {
      tree.insert(part.outline().getEnvelopeInternal(), near.size());
      near.add(new ArrayList<>());
    }
    for (int i = 0; i < buildings.size(); i++) {
      int building = i;
      Envelope extent = buildings.get(i).outline().getEnvelopeInternal();
      tree.query(
          extent,
          item -> {
            Geometry part = parts.get((Integer) item).outline();
            double inside = extent.intersection(part.getEnvelopeInternal()).getArea();
            if (inside > INSIDE_SHARE * part.getArea()) {
              near.get((Integer) item).add(building);
            }
          });
    }
    return near;
  }

  /** Place of the building that a part belongs to, or -1; of two with as much of it the first. */
  private static int around(Geometry part, List<OsmBuilding> buildings, List<Integer> near) {
    int best = -1;
    double most = INSIDE_SHARE * part.getArea();
    for (int i : near) {
      double inside = Overlaps.sharedArea(part, buildings.get(i).outline());
      if (inside > most * (1 + ROUNDING)) {
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
