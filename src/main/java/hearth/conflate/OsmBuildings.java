package hearth.conflate;

import hearth.footprint.OsmElement;
import hearth.geo.DataIssue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.locationtech.jts.geom.Envelope;

/**
 * Reads the buildings of an OSM file in three passes, so that only what buildings need is kept:
 * relations, then ways, then positions of nodes.
 *
 * <p>Each way and each relation tagged as a building becomes a building, or an issue says by id why
 * it does not:
 *
 * <ul>
 *   <li>A closed way is a building.
 *   <li>A relation is a building: its outer ways, whole or in parts, make the outline, its inner
 *       ways the courtyards ({@link MemberRoles}). An outer way that is tagged as a building as
 *       well stands for the same house and is not counted again.
 *   <li>A multipolygon relation without tags of its own, as they were drawn until about 2010, gives
 *       courtyards to its tagged outer way; where that comes in parts, the relation is the
 *       building, with the tags of the first tagged part.
 *   <li>Parts of buildings inform the building around them ({@link BuildingParts}).
 *   <li>What {@link OsmBuildingFilter} rules out, does not close, has no area or lacks nodes is
 *       left out; rings that cross are repaired.
 * </ul>
 */
final class OsmBuildings {
  /** Order of the result. */
  static final Comparator<OsmBuilding> BY_ELEMENT =
      Comparator.comparing((OsmBuilding b) -> b.element().type())
          .thenComparingLong(b -> b.element().id());

  /** Enough that handing them to another core costs nothing beside their outlines. */
  private static final int WAYS_AT_ONCE = 1024;

  /** Tags that do not say what a multipolygon is. */
  private static final Set<String> SILENT_KEYS =
      Set.of("type", "source", "created_by", "note", "fixme", "FIXME", "comment", "attribution");

  private final OsmSource source;
  private final OsmFilter filter;
  private final OsmIssues issues;
  private final List<Envelope> bounds = new ArrayList<>();
  private final Map<Long, OsmSource.Relation> relations = new TreeMap<>();

  /** Those tagged as buildings, or as parts of buildings, by id. */
  private List<WayData> ways = new ArrayList<>();

  private List<WayData> parts = new ArrayList<>();
  private final Map<Long, WayData> members = new HashMap<>();
  private final NodePositions positions = new NodePositions();

  /** A way that is kept; of one that is only a member, the tags are not. */
  record WayData(long id, Map<String, String> tags, boolean stands, long[] nodes) {
    boolean isTagged() {
      return !tags.isEmpty();
    }

    boolean isClosed() {
      return nodes.length > 2 && nodes[0] == nodes[nodes.length - 1];
    }

    OsmElement element() {
      return new OsmElement("way", id, tags);
    }
  }

  /**
   * @param filter which elements are read as buildings
   * @param file its name, for messages
   */
  OsmBuildings(OsmSource source, OsmFilter filter, String file, Consumer<DataIssue> issues) {
    this.source = source;
    this.filter = filter;
    this.issues = new OsmIssues(file, issues);
  }

  OsmData read() {
    readWays(readRelations());
    readNodes();
    OutlineReader outlines = new OutlineReader(members, positions, issues);
    Set<Long> told = new HashSet<>();
    List<OsmBuilding> buildings = new ArrayList<>();
    for (OsmSource.Relation relation : relations.values()) {
      if (filter.isTagged(relation.tags()) && stands("relation", relation.id(), relation.tags())) {
        OsmElement element = new OsmElement("relation", relation.id(), relation.tags());
        outlines
            .ofRelation(relation, told)
            .ifPresent(g -> buildings.add(new OsmBuilding(element, g)));
      }
    }
    for (OsmSource.Relation relation : relations.values()) {
      if (isOldStyle(relation.tags())) {
        buildings.addAll(outlines.ofOldStyle(relation, told));
      }
    }
    ways.removeIf(way -> told.contains(way.id()));
    buildings.addAll(standing(ways, outlines));
    List<OsmBuilding> all = BuildingParts.settle(buildings, parts(outlines), issues);
    return OsmData.of(all, bounds);
  }

  /** Buildings of ways by all cores; what is said of them comes in the ways' order. */
  private List<OsmBuilding> standing(List<WayData> all, OutlineReader outlines) {
    record Read(List<OsmBuilding> buildings, List<DataIssue> issues) {}
    List<Read> parts =
        IntStream.iterate(0, from -> from < all.size(), from -> from + WAYS_AT_ONCE)
            .boxed()
            .toList()
            .parallelStream()
            .map(
                from -> {
                  Read read = new Read(new ArrayList<>(), new ArrayList<>());
                  OsmIssues said = new OsmIssues(issues.file(), read.issues()::add);
                  OutlineReader reader = outlines.reportingTo(said);
                  for (WayData way : all.subList(from, Math.min(all.size(), from + WAYS_AT_ONCE))) {
                    if (way.stands() || stands("way", way.id(), way.tags(), said)) {
                      reader
                          .ofWay(way)
                          .ifPresent(g -> read.buildings().add(new OsmBuilding(way.element(), g)));
                    }
                  }
                  return read;
                })
            .toList();
    parts.forEach(p -> p.issues().forEach(issues.sink()));
    return parts.stream().flatMap(p -> p.buildings().stream()).toList();
  }

  private List<OsmBuilding> parts(OutlineReader outlines) {
    // A building that also bounds a part stays a building.
    Set<Long> told = new HashSet<>(members.keySet());
    List<OsmBuilding> result = new ArrayList<>();
    for (OsmSource.Relation r : relations.values()) {
      if (filter.isPart(r.tags()) && stands("relation", r.id(), r.tags())) {
        OsmElement element = new OsmElement("relation", r.id(), r.tags());
        outlines.ofRelation(r, told).ifPresent(g -> result.add(new OsmBuilding(element, g)));
      }
    }
    result.addAll(standing(parts, outlines));
    return result;
  }

  /** Ids of the ways that relations need. */
  private Set<Long> readRelations() {
    Set<Long> members = new HashSet<>();
    source.visit(
        OsmKind.RELATION,
        new OsmSource.Visitor() {
          @Override
          public void bounds(Envelope lonLat) {
            bounds.add(lonLat);
          }

          @Override
          public boolean wantsRelation(Map<String, String> tags) {
            return filter.isTagged(tags) || filter.isPart(tags) || isOldStyle(tags);
          }

          @Override
          public void relation(OsmSource.Relation relation) {
            relations.put(relation.id(), relation);
            relation.members().stream()
                .filter(m -> m.kind() == OsmKind.WAY)
                .forEach(m -> members.add(m.id()));
          }
        });
    return members;
  }

  private void readWays(Set<Long> needed) {
    source.visit(
        OsmKind.WAY,
        new OsmSource.Visitor() {
          @Override
          public void way(OsmSource.Way way) throws IOException {
            Map<String, String> tags = way.isTagged(filter) ? way.tags() : Map.of();
            boolean tagged = filter.isTagged(tags);
            boolean part = filter.isPart(tags);
            boolean member = needed.contains(way.id());
            if (tagged || part || member) {
              boolean stands = (tagged || part) && filter.whyNot(tags).isEmpty();
              long[] nodes = way.nodes();
              WayData data =
                  new WayData(way.id(), tagged ? tags : Map.of(), tagged && stands, nodes);
              if (tagged) {
                ways.add(data);
              }
              if (part) {
                parts.add(new WayData(way.id(), tags, stands, nodes));
              }
              if (member) {
                members.put(way.id(), data);
              }
              positions.need(nodes);
            }
          }
        });
    ways = byId(ways);
    parts = byId(parts);
  }

  /** Files are sorted as a rule; of two with one id the later counts. */
  private static List<WayData> byId(List<WayData> ways) {
    ways.sort(Comparator.comparingLong(WayData::id));
    List<WayData> distinct = new ArrayList<>(ways.size());
    for (int i = 0; i < ways.size(); i++) {
      if (i + 1 == ways.size() || ways.get(i + 1).id() != ways.get(i).id()) {
        distinct.add(ways.get(i));
      }
    }
    return distinct;
  }

  private void readNodes() {
    positions.close();
    source.visit(
        OsmKind.NODE,
        new OsmSource.Visitor() {
          @Override
          public void node(long id, int lonE7, int latE7) {
            positions.offer(id, lonE7, latE7);
          }
        });
  }

  private boolean stands(String type, long id, Map<String, String> tags) {
    return stands(type, id, tags, issues);
  }

  private boolean stands(String type, long id, Map<String, String> tags, OsmIssues said) {
    Optional<String> why = filter.whyNot(tags);
    why.ifPresent(tag -> said.leftOut("osm-not-standing", tag, type, id));
    return why.isEmpty();
  }

  private static boolean isOldStyle(Map<String, String> tags) {
    return "multipolygon".equals(tags.get("type")) && SILENT_KEYS.containsAll(tags.keySet());
  }
}
