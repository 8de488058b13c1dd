package hearth.population;

import hearth.geo.DataIssue;
import hearth.geo.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Geometry;

/** How much of each census unit was looked at, and what of its figure falls to that part. */
final class CoveredUnits {
  /** A unit looked at but for this share of its area is whole: outlines differ by projection. */
  private static final double WHOLE = 1 - 1e-4;

  /** Less than this share of a unit is an outline that is touched. */
  private static final double NOTHING = 1e-9;

  private final Census census;
  private final List<CensusUnit> units;
  private final PartialUnits partialUnits;
  private final CoveredShare scale;
  private final List<Geometry> parts;

  /**
   * @param units of the census, in the order in which they are asked for
   * @param scale by what figures of partial units are scaled
   */
  CoveredUnits(
      Census census,
      List<CensusUnit> units,
      LookedAt looked,
      PartialUnits partialUnits,
      CoveredShare scale) {
    this.census = census;
    this.units = units;
    this.partialUnits = partialUnits;
    this.scale = scale;
    this.parts = units.stream().map(looked::partOf).toList();
  }

  /** The part of a unit that was looked at. */
  Geometry part(int unit) {
    return parts.get(unit);
  }

  /** Its share of the unit's area, 0 where it is nothing but a line. */
  double share(int unit) {
    Geometry area = units.get(unit).area();
    if (parts.get(unit) == area) {
      return 1;
    }
    double share = parts.get(unit).getArea() / area.getArea();
    return share < NOTHING ? 0 : Math.min(1, share);
  }

  boolean isPartial(int unit) {
    double share = share(unit);
    return share > 0 && share < WHOLE;
  }

  /** What falls to the part of a unit's figure, 0..1. */
  double factor(int unit) {
    if (!isPartial(unit) || partialUnits != PartialUnits.SCALE) {
      return 1;
    }
    double share = scale.of(units.get(unit), parts.get(unit));
    return Double.isNaN(share) ? share(unit) : share;
  }

  /** Refuses partial units by name, where they are to be refused. */
  void refusePartial() {
    if (partialUnits != PartialUnits.REFUSE) {
      return;
    }
    List<String> partial = new ArrayList<>();
    for (int u = 0; u < units.size(); u++) {
      if (isPartial(u)) {
        partial.add(String.format(Locale.ROOT, "%s (%.1f %%)", units.get(u).id(), 100 * share(u)));
      }
    }
    if (!partial.isEmpty()) {
      throw new InputException(
          "%s: %d census units lie partly outside imagery and OSM data: %s"
              .formatted(census.source(), partial.size(), Names.listed(partial)),
          "Give imagery or OSM data for all of them, or set partial-units to scale or whole.");
    }
  }

  /** Tells of a partial unit and of what was made of its figure. */
  void report(int unit, double figure, Consumer<DataIssue> issues) {
    if (!isPartial(unit)) {
      return;
    }
    issues.accept(
        new DataIssue(
            "unit-partly-looked-at",
            String.format(
                Locale.ROOT,
                partialUnits == PartialUnits.SCALE
                    ? "%.2f %% of the unit was looked at; %.1f of its %.1f persons are allocated"
                    : "%.2f %% of the unit was looked at and gets all of its %2$.1f persons",
                100 * share(unit),
                figure,
                units.get(unit).persons()),
            "unit " + units.get(unit).id()));
  }
}
