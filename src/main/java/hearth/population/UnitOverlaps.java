package hearth.population;

import hearth.geo.Crs;
import hearth.geo.DataIssue;
import hearth.geo.InputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;
import org.locationtech.jts.index.strtree.STRtree;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

/** Census units that overlap: refused, or when it is a sliver given to the first by id. */
final class UnitOverlaps {
  private static final double REFUSED_SHARE = 0.01;

  /**
   * Narrower overlaps come from reprojecting borders that have vertices on one side only: nothing
   * to report, nothing to correct.
   */
  static final double ROUNDING_METRES = 0.05;

  private final String source;
  private final double metresPerUnit;
  private final Consumer<DataIssue> issues;

  UnitOverlaps(String source, Crs crs, Consumer<DataIssue> issues) {
    this.source = source;
    this.metresPerUnit = crs.metresPerUnit();
    this.issues = issues;
  }

  /** The units, sorted by id, without slivers shared by two. */
  @SuppressWarnings("unchecked")
  List<CensusUnit> resolve(List<CensusUnit> sortedById) {
    List<CensusUnit> units = new ArrayList<>(sortedById);
    STRtree tree = new STRtree();
    for (int i = 0; i < units.size(); i++) {
      tree.insert(units.get(i).area().getEnvelopeInternal(), i);
    }
    List<String> refused = new ArrayList<>();
    for (int i = 0; i < units.size(); i++) {
      CensusUnit first = units.get(i);
      PreparedGeometry prepared = PreparedGeometryFactory.prepare(first.area());
      List<Integer> near = new ArrayList<>(tree.query(first.area().getEnvelopeInternal()));
      Collections.sort(near);
      for (int j : near) {
        if (j > i && prepared.intersects(units.get(j).area())) {
          units.set(j, compare(first, units.get(j), refused));
        }
      }
    }
    if (!refused.isEmpty()) {
      throw new InputException(
          "%s: %d pairs of census units overlap by more than 1 %% of the smaller: %s"
              .formatted(source, refused.size(), Names.listed(refused)),
          "Their persons would be counted twice over the same ground: correct the outlines, or give"
              + " one level of units alone.");
    }
    return units;
  }

  /** The second unit, without what it shares with the first. */
  private CensusUnit compare(CensusUnit first, CensusUnit second, List<String> refused) {
    Geometry shared = OverlayNGRobust.overlay(first.area(), second.area(), OverlayNG.INTERSECTION);
    double area = shared.getArea();
    double width = area == 0 ? 0 : 2 * area / shared.getLength();
    if (width * metresPerUnit < ROUNDING_METRES) {
      return second;
    }
    double share = area / Math.min(first.area().getArea(), second.area().getArea());
    if (share > REFUSED_SHARE) {
      refused.add(
          String.format(Locale.ROOT, "%s and %s (%.1f %%)", first.id(), second.id(), 100 * share));
      return second;
    }
    issues.accept(
        new DataIssue(
            "census-sliver",
            String.format(
                Locale.ROOT,
                "%.1f m² lie in units %s and %s; they are given to %2$s",
                area * metresPerUnit * metresPerUnit,
                first.id(),
                second.id()),
            "unit " + second.id()));
    return second.over(OverlayNGRobust.overlay(second.area(), first.area(), OverlayNG.DIFFERENCE));
  }
}
