package hearth.conflate;

import hearth.conflate.OsmSource.Member;
import hearth.conflate.OsmSource.Relation;
import hearth.footprint.OsmElement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;

/** Outlines of ways and relations, in longitude and latitude; says what is wrong with them. */
final class OutlineReader {
  /** Said of a way as often as it is read. */
  static final String NODE_MISSING = "osm-node-missing";

  private static final String UNCLOSED = "osm-unclosed";
  private static final String SAME_HOUSE = "osm-outline-of-relation";

  private final Map<Long, OsmBuildings.WayData> ways;
  private final NodePositions positions;
  private final OsmIssues issues;

  /**
   * A relation that has an outline.
   *
   * @param ways those that it stands for, where they are tagged as buildings too
   */
  record Outlined(OsmBuilding building, List<OsmBuildings.WayData> ways) {}

  /**
   * @param ways members of relations
   */
  OutlineReader(Map<Long, OsmBuildings.WayData> ways, NodePositions positions, OsmIssues issues) {
    this.ways = ways;
    this.positions = positions;
    this.issues = issues;
  }

  /** The same reader for another thread. */
  OutlineReader reportingTo(OsmIssues others) {
    return new OutlineReader(ways, positions, others);
  }

  OsmIssues issues() {
    return issues;
  }

  /** A way that is a building by itself. */
  Optional<OsmBuilding> ofWay(OsmBuildings.WayData way) {
    return ofWay(way, List.of());
  }

  private Optional<OsmBuilding> ofWay(OsmBuildings.WayData way, List<Coordinate[]> holes) {
    return closedLine(way)
        .flatMap(line -> outline(List.<Coordinate[]>of(line), holes, List.of(), "way", way.id()))
        .map(outline -> new OsmBuilding(way.element(), outline));
  }

  /** A relation tagged as a building. */
  Optional<Outlined> ofRelation(Relation relation) {
    Lines lines = lines(relation);
    RingAssembler.Result outer = RingAssembler.assemble(lines.outer);
    RingAssembler.Result inner = RingAssembler.assemble(lines.inner);
    RingAssembler.Result unclear = RingAssembler.assemble(lines.unclear);
    int open = outer.open().size() + unclear.open().size();
    if (outer.rings().isEmpty() && unclear.rings().isEmpty()) {
      if (open > 0) {
        issues.leftOut(UNCLOSED, "its outline does not close", "relation", relation.id());
      } else {
        issues.leftOut(
            "osm-no-outline", "no way of its outline is in the file", "relation", relation.id());
      }
      return Optional.empty();
    }
    if (open + inner.open().size() > 0) {
      issues.read(
          UNCLOSED,
          "%d of its rings do not close: read without them".formatted(open + inner.open().size()),
          "relation",
          relation.id());
    }
    OsmElement element = new OsmElement("relation", relation.id(), relation.tags());
    return outline(outer.rings(), inner.rings(), unclear.rings(), "relation", relation.id())
        .map(outline -> new OsmBuilding(element, outline))
        .map(building -> new Outlined(building, lines.outlineWays));
  }

  /**
   * Buildings of a multipolygon relation without tags of its own, whose outer ways have them.
   *
   * @param told takes the tagged ways that are dealt with here
   */
  List<OsmBuilding> ofOldStyle(Relation relation, Set<Long> told) {
    List<OsmBuildings.WayData> outlineWays = new ArrayList<>();
    for (Member m : relation.members()) {
      OsmBuildings.WayData way = m.kind() == OsmKind.WAY ? ways.get(m.id()) : null;
      if (way != null && !m.role().equals("inner") && !told.contains(way.id())) {
        outlineWays.add(way);
      }
    }
    if (outlineWays.stream().noneMatch(OsmBuildings.WayData::stands)) {
      return List.of();
    }
    List<Coordinate[]> holes = RingAssembler.assemble(lines(relation).inner).rings();
    List<OsmBuilding> result = new ArrayList<>();
    List<OsmBuildings.WayData> parts = new ArrayList<>();
    for (OsmBuildings.WayData way : outlineWays) {
      if (!way.isClosed()) {
        parts.add(way);
      } else if (way.stands() && told.add(way.id())) {
        ofWay(way, holes).ifPresent(result::add);
      }
    }
    ofParts(relation, parts, holes, told).ifPresent(result::add);
    return result;
  }

  private Optional<OsmBuilding> ofParts(
      Relation relation,
      List<OsmBuildings.WayData> parts,
      List<Coordinate[]> holes,
      Set<Long> told) {
    Optional<OsmBuildings.WayData> first =
        parts.stream().filter(OsmBuildings.WayData::stands).findFirst();
    List<Coordinate[]> lines = new ArrayList<>();
    parts.stream().map(this::line).filter(line -> line.length > 1).forEach(lines::add);
    List<Coordinate[]> rings = RingAssembler.assemble(lines).rings();
    if (first.isEmpty() || rings.isEmpty()) {
      return Optional.empty();
    }
    Optional<Geometry> outline = outline(rings, holes, List.of(), "relation", relation.id());
    outline.ifPresent(g -> sameHouse(parts, relation.id(), told));
    return outline.map(
        g -> new OsmBuilding(new OsmElement("relation", relation.id(), first.get().tags()), g));
  }

  /**
   * Says of tagged ways that a relation is the same building.
   *
   * @param told takes those that were not said before
   */
  void sameHouse(List<OsmBuildings.WayData> ways, long relation, Set<Long> told) {
    for (OsmBuildings.WayData way : ways) {
      if (way.isTagged() && told.add(way.id())) {
        issues.leftOut(
            SAME_HOUSE, "relation/" + relation + " is the same building", "way", way.id());
      }
    }
  }

  private Optional<Geometry> outline(
      List<Coordinate[]> outer,
      List<Coordinate[]> inner,
      List<Coordinate[]> unclear,
      String type,
      long id) {
    OutlineBuilder.Outline outline = OutlineBuilder.build(outer, inner, unclear);
    if (outline.geometry().isEmpty()) {
      issues.leftOut("osm-no-area", "its outline encloses no area", type, id);
      return Optional.empty();
    }
    if (outline.repaired()) {
      issues.read("osm-repaired", "its rings cross or overlap: repaired", type, id);
    }
    if (outline.looseHoles() > 0 && type.equals("relation")) {
      issues.read(
          "osm-inner-outside",
          "%d of its inner rings lie outside its outline: read without them"
              .formatted(outline.looseHoles()),
          type,
          id);
    }
    return Optional.of(outline.geometry());
  }

  /** A closed line with three corners; said if it is not. */
  private Optional<Coordinate[]> closedLine(OsmBuildings.WayData way) {
    Coordinate[] line = line(way);
    int corners = line.length - 1;
    if (line.length == 0) {
      issues.leftOut(NODE_MISSING, "the file has none of its nodes", "way", way.id());
    } else if (!line[0].equals2D(line[corners])) {
      issues.leftOut(UNCLOSED, "its line does not close", "way", way.id());
    } else if (corners < 3) {
      issues.leftOut("osm-too-few-nodes", "it has fewer than three corners", "way", way.id());
    } else {
      return Optional.of(line);
    }
    return Optional.empty();
  }

  /**
   * The way's positions. Extracts are often cut at a box without the nodes beyond: the line is then
   * led through the nodes that are there, and what is closed stays closed.
   */
  private Coordinate[] line(OsmBuildings.WayData way) {
    List<Coordinate> line = new ArrayList<>(way.nodes().length);
    for (long node : way.nodes()) {
      Coordinate position = positions.of(node);
      if (position != null) {
        line.add(position);
      }
    }
    int missing = way.nodes().length - line.size();
    if (missing > 0 && !line.isEmpty()) {
      if (way.isClosed() && positions.of(way.nodes()[0]) == null) {
        line.add(line.get(0).copy());
      }
      issues.read(
          NODE_MISSING,
          "the file lacks %d of its %d nodes: the line goes through the others"
              .formatted(missing, way.nodes().length),
          "way",
          way.id());
    }
    return line.toArray(new Coordinate[0]);
  }

  /** What the members of a relation say; missing ones are said. */
  private static final class Lines {
    private final List<Coordinate[]> outer = new ArrayList<>();
    private final List<Coordinate[]> inner = new ArrayList<>();
    private final List<Coordinate[]> unclear = new ArrayList<>();
    private final List<OsmBuildings.WayData> outlineWays = new ArrayList<>();
  }

  private Lines lines(Relation relation) {
    Lines lines = new Lines();
    List<String> missing = new ArrayList<>();
    MemberRoles roles = MemberRoles.of(relation);
    for (Member member : new LinkedHashSet<>(relation.members())) {
      MemberRoles.Part part = roles.part(member);
      if (part == MemberRoles.Part.NONE) {
        continue;
      }
      OsmBuildings.WayData way = member.kind() == OsmKind.WAY ? ways.get(member.id()) : null;
      Coordinate[] line = way == null ? new Coordinate[0] : line(way);
      if (line.length < 2) {
        missing.add(member.ref());
        continue;
      }
      switch (part) {
        case OUTER -> lines.outer.add(line);
        case INNER -> lines.inner.add(line);
        default -> lines.unclear.add(line);
      }
      if (part != MemberRoles.Part.INNER) {
        lines.outlineWays.add(way);
      }
    }
    if (!missing.isEmpty()) {
      issues.read(
          "osm-member-missing",
          "the file lacks " + String.join(", ", missing),
          "relation",
          relation.id());
    }
    return lines;
  }
}
