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
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
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

  private static final int RELATIONS_AT_ONCE = 128;

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
    // A way with nodes missing is read for each relation that it bounds, and said once.
    Set<String> incomplete = new HashSet<>();
    this.issues =
        new OsmIssues(
            file,
            issue -> {
              if (!issue.code().equals(OutlineReader.NODE_MISSING)
                  || incomplete.add(issue.where())) {
                issues.accept(issue);
              }
            });
  }

  OsmData read() {
    readRelations();
    readWays();
    positions.readFrom(source);
    OutlineReader outlines = new OutlineReader(members, positions, issues);
    Set<Long> told = new HashSet<>();
    List<OsmBuilding> buildings = new ArrayList<>();
    for (OutlineReader.Outlined outlined : relations(filter::isTagged, outlines)) {
      buildings.add(outlined.building());
      outlines.sameHouse(outlined.ways(), outlined.building().element().id(), told);
    }
    for (OsmSource.Relation relation : relations.values()) {
      if (isOldStyle(relation.tags())) {
        buildings.addAll(outlines.ofOldStyle(relation, told));
      }
    }
    ways.removeIf(way -> told.contains(way.id()));
    buildings.addAll(standing(ways, outlines));
    return OsmData.of(BuildingParts.settle(buildings, parts(outlines), issues), bounds);
  }

  private List<OutlineReader.Outlined> relations(
      Predicate<Map<String, String>> kind, OutlineReader outlines) {
    List<OsmSource.Relation> wanted =
        relations.values().stream().filter(r -> kind.test(r.tags())).toList();
    return byAllCores(
        wanted,
        RELATIONS_AT_ONCE,
        outlines,
        (relation, reader) ->
            stands("relation", relation.id(), relation.tags(), reader.issues())
                ? reader.ofRelation(relation)
                : Optional.empty());
  }

  private List<OsmBuilding> standing(List<WayData> all, OutlineReader outlines) {
    return byAllCores(
        all,
        WAYS_AT_ONCE,
        outlines,
        (way, reader) ->
            way.stands() || stands("way", way.id(), way.tags(), reader.issues())
                ? reader.ofWay(way)
                : Optional.empty());
  }

  private List<OsmBuilding> parts(OutlineReader outlines) {
    List<OsmBuilding> result = new ArrayList<>();
    // Of their ways nothing is said: a building that also bounds a part stays a building.
    relations(filter::isPart, outlines).forEach(outlined -> result.add(outlined.building()));
    result.addAll(standing(parts, outlines));
    return result;
  }

  /** What comes of each thing by all cores, and what is said of them, both in the things' order. */
  private <T, R> List<R> byAllCores(
      List<T> all,
      int atOnce,
      OutlineReader outlines,
      BiFunction<T, OutlineReader, Optional<R>> read) {
    record Piece<R>(List<R> results, List<DataIssue> issues) {}
    List<Piece<R>> pieces =
        IntStream.iterate(0, from -> from < all.size(), from -> from + atOnce)
            .boxed()
            .toList()
            .parallelStream()
            .map(
                from -> {
                  Piece<R> piece = new Piece<>(new ArrayList<>(), new ArrayList<>());
                  OutlineReader reader =
                      outlines.reportingTo(new OsmIssues(issues.file(), piece.issues()::add));
                  for (T one : all.subList(from, Math.min(all.size(), from + atOnce))) {
                    read.apply(one, reader).ifPresent(piece.results()::add);
                  }
                  return piece;
                })
            .toList();
    pieces.forEach(piece -> piece.issues().forEach(issues.sink()));
    return pieces.stream().flatMap(piece -> piece.results().stream()).toList();
  }

  private void readRelations() {
    source.visit(
        OsmKind.RELATION,
        RelationFinder::new,
        found -> {
          bounds.addAll(found.bounds);
          found.relations.forEach(relation -> relations.put(relation.id(), relation));
        });
  }

  /** The relations of a part of the file that may matter. */
  private final class RelationFinder implements OsmSource.Visitor {
    private final List<Envelope> bounds = new ArrayList<>();
    private final List<OsmSource.Relation> relations = new ArrayList<>();

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
      relations.add(relation);
    }
  }

  private void readWays() {
    Set<Long> needed = new HashSet<>();
    for (OsmSource.Relation relation : relations.values()) {
      for (OsmSource.Member member : relation.members()) {
        if (member.kind() == OsmKind.WAY) {
          needed.add(member.id());
        }
      }
    }
    source.visit(
        OsmKind.WAY,
        () -> new WayFinder(needed),
        found -> {
          ways.addAll(found.ways);
          parts.addAll(found.parts);
          found.members.forEach(way -> members.put(way.id(), way));
          found.nodes.forEach(positions::need);
        });
    ways = byId(ways);
    parts = byId(parts);
  }

  /** The ways of a part of the file that are buildings, parts of them, or members of relations. */
  private final class WayFinder implements OsmSource.Visitor {
    private final Set<Long> needed;
    private final List<WayData> ways = new ArrayList<>();
    private final List<WayData> parts = new ArrayList<>();
    private final List<WayData> members = new ArrayList<>();
    private final List<long[]> nodes = new ArrayList<>();

    WayFinder(Set<Long> needed) {
      this.needed = needed;
    }

    @Override
    public void way(OsmSource.Way way) throws IOException {
      Map<String, String> tags = way.isTagged(filter) ? way.tags() : Map.of();
      boolean tagged = filter.isTagged(tags);
      boolean part = filter.isPart(tags);
      boolean member = needed.contains(way.id());
      if (tagged || part || member) {
        boolean stands = (tagged || part) && filter.whyNot(tags).isEmpty();
        long[] line = way.nodes();
        WayData data = new WayData(way.id(), tagged ? tags : Map.of(), tagged && stands, line);
        if (tagged) {
          ways.add(data);
        }
        if (part) {
          parts.add(new WayData(way.id(), tags, stands, line));
        }
        if (member) {
          members.add(data);
        }
        nodes.add(line);
      }
    }
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

  private boolean stands(String type, long id, Map<String, String> tags, OsmIssues said) {
    Optional<String> why = filter.whyNot(tags);
    why.ifPresent(tag -> said.leftOut("osm-not-standing", tag, type, id));
    return why.isEmpty();
  }

  private static boolean isOldStyle(Map<String, String> tags) {
    return "multipolygon".equals(tags.get("type")) && SILENT_KEYS.containsAll(tags.keySet());
  }
}
