package hearth.population;

import hearth.geo.Crs;
import hearth.geo.CrsTransform;
import hearth.geo.InputException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;

/**
 * The census units of one layer.
 *
 * @param source where they come from, for messages
 * @param crs reference system of their areas
 * @param groups names of the groups of the population whose figures the units carry too
 * @param units sorted by id, at least one; areas do not overlap, ids are unique
 */
public record Census(String source, Crs crs, List<String> groups, List<CensusUnit> units) {
  public Census {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(crs, "crs");
    groups = List.copyOf(groups);
    units = List.copyOf(units);
    Set<String> ids = new HashSet<>();
    for (CensusUnit unit : units) {
      if (!ids.add(unit.id())) {
        throw new IllegalArgumentException("two units with the id " + unit.id());
      }
      if (unit.groups().size() != groups.size()) {
        throw new IllegalArgumentException(
            "unit %s has %d groups of %d"
                .formatted(unit.id(), unit.groups().size(), groups.size()));
      }
    }
  }

  /** A census of persons without groups. */
  public Census(String source, Crs crs, List<CensusUnit> units) {
    this(source, crs, List.of(), units);
  }

  /** Extent of all units, in {@link #crs}. */
  public Envelope extent() {
    Envelope extent = new Envelope();
    units.forEach(u -> extent.expandToInclude(u.area().getEnvelopeInternal()));
    return extent;
  }

  /** Sum of the known figures. */
  public double persons() {
    CompensatedSum sum = new CompensatedSum();
    units.stream().filter(CensusUnit::isKnown).forEach(u -> sum.add(u.persons()));
    return sum.value();
  }

  /**
   * Refuses units of which none meets the area of interest.
   *
   * @param area what was looked at, in {@link #crs}
   */
  public void requireOverlap(Geometry area) {
    PreparedGeometry prepared = PreparedGeometryFactory.prepare(area);
    if (units.stream().noneMatch(u -> prepared.intersects(u.area()))) {
      CrsTransform toLonLat = crs.to(Crs.WGS84);
      throw elsewhere(source, toLonLat.apply(extent()), toLonLat.apply(area.getEnvelopeInternal()));
    }
  }

  /** The refusal of a census that lies elsewhere; extents in longitude, latitude. */
  static InputException elsewhere(String source, Envelope census, Envelope area) {
    return new InputException(
        "%s: no census unit meets the area of interest: units span %s, the area %s"
            .formatted(source, lonLat(census), lonLat(area)),
        "Check that imagery and census belong to the same place, and their reference systems.");
  }

  private static String lonLat(Envelope e) {
    return e.isNull()
        ? "nothing"
        : String.format(
            Locale.ROOT,
            "lon %.4f to %.4f, lat %.4f to %.4f",
            e.getMinX(),
            e.getMaxX(),
            e.getMinY(),
            e.getMaxY());
  }
}
