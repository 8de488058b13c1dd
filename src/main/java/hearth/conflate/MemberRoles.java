package hearth.conflate;

import hearth.conflate.OsmSource.Member;
import hearth.conflate.OsmSource.Relation;

/**
 * What the members of a relation are to a building's outline.
 *
 * <p>In a multipolygon: {@code inner} ways are courtyards, {@code outer} ways the outline; ways of
 * another role or none count as outer if there are outer ones, and are unclear if there are not. In
 * a relation {@code type=building} (Simple 3D Buildings): the {@code outline}, or the {@code part}s
 * where it has none.
 */
enum MemberRoles {
  MULTIPOLYGON_WITH_ROLES {
    @Override
    Part way(String role) {
      return role.equals("inner") ? Part.INNER : Part.OUTER;
    }
  },
  MULTIPOLYGON_WITHOUT_ROLES {
    @Override
    Part way(String role) {
      return role.equals("inner") ? Part.INNER : Part.UNCLEAR;
    }
  },
  BUILDING_WITH_OUTLINE {
    @Override
    Part way(String role) {
      return role.equals("outline") ? Part.OUTER : Part.NONE;
    }
  },
  BUILDING_OF_PARTS {
    @Override
    Part way(String role) {
      return role.equals("part") ? Part.OUTER : Part.NONE;
    }
  };

  /** Where a member belongs. */
  enum Part {
    OUTER,
    INNER,
    UNCLEAR,
    NONE
  }

  static MemberRoles of(Relation relation) {
    if ("building".equals(relation.tags().get("type"))) {
      return has(relation, "outline") ? BUILDING_WITH_OUTLINE : BUILDING_OF_PARTS;
    }
    return has(relation, "outer") ? MULTIPOLYGON_WITH_ROLES : MULTIPOLYGON_WITHOUT_ROLES;
  }

  Part part(Member member) {
    // A relation as outline of a relation is named as missing: no way of it is at hand.
    boolean counts = member.kind() == OsmKind.WAY || member.kind() == OsmKind.RELATION;
    return counts ? way(member.role()) : Part.NONE;
  }

  abstract Part way(String role);

  private static boolean has(Relation relation, String role) {
    return relation.members().stream().anyMatch(m -> m.role().equals(role));
  }
}
