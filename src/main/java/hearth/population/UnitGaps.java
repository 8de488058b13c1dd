package hearth.population;

import hearth.geo.Crs;
import hearth.geo.DataIssue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.PrecisionModel;
import org.locationtech.jts.geom.util.PolygonExtracter;
import org.locationtech.jts.index.strtree.STRtree;
import org.locationtech.jts.operation.overlayng.UnaryUnionNG;

/** Slivers of ground between census units, which belong to none of them. */
final class UnitGaps {
  /** Wider ones are lakes, enclaves and the like: meant so. */
  private static final double SLIVER_METRES = 20;

  private static final double MILLIMETRES = 1000;

  private UnitGaps() {}

  /** Reports them with the ids of the units around; buildings in them belong to the nearest. */
  @SuppressWarnings("unchecked")
  static void report(List<CensusUnit> units, Crs crs, Consumer<DataIssue> issues) {
    STRtree tree = new STRtree();
    units.forEach(u -> tree.insert(u.area().getEnvelopeInternal(), u));
    Geometry all =
        UnaryUnionNG.union(
            units.stream().map(CensusUnit::area).toList(),
            units.get(0).area().getFactory(),
            new PrecisionModel(MILLIMETRES / crs.metresPerUnit()));
    double metres = crs.metresPerUnit();
    for (Polygon part : (List<Polygon>) PolygonExtracter.getPolygons(all)) {
      for (int i = 0; i < part.getNumInteriorRing(); i++) {
        Polygon gap = part.getFactory().createPolygon(part.getInteriorRingN(i));
        double width = 2 * gap.getArea() / gap.getLength() * metres;
        if (width >= UnitOverlaps.ROUNDING_METRES && width < SLIVER_METRES) {
          List<CensusUnit> near = tree.query(gap.getEnvelopeInternal());
          report(gap.getArea() * metres * metres, width, around(gap, near, metres), issues);
        }
      }
    }
  }

  private static List<String> around(Polygon gap, List<CensusUnit> near, double metres) {
    List<String> ids = new ArrayList<>();
    for (CensusUnit unit : near) {
      if (unit.area().distance(gap) * metres < UnitOverlaps.ROUNDING_METRES) {
        ids.add(unit.id());
      }
    }
    Collections.sort(ids);
    return ids;
  }

  private static void report(
      double area, double width, List<String> ids, Consumer<DataIssue> issues) {
    issues.accept(
        new DataIssue(
            "census-gap",
            String.format(
                Locale.ROOT,
                "a sliver of %.1f m², %.1f m wide, lies between these units and in none of them",
                area,
                width),
            "units " + Names.listed(ids)));
  }
}
