package hearth.population;

import hearth.geo.DataIssue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygonal;
import org.locationtech.jts.geom.PrecisionModel;
import org.locationtech.jts.index.strtree.STRtree;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;
import org.locationtech.jts.operation.overlayng.UnaryUnionNG;

/**
 * Two levels of a census as one: the finer figures where they are known, and what is left of a
 * larger unit's figure over those of its parts that have none.
 *
 * <p>A unit belongs to the larger unit in which more than half of it lies. The parts of a larger
 * unit without a figure, and its ground that no finer unit covers, become one unit with the
 * remainder as its figure: {@code M (rest)}, or {@code M} where M has no finer unit at all. A
 * single part keeps its id. Groups are taken apart in the same way.
 */
final class CensusLevels {
  /** Uncovered ground narrower than this is a difference of two outlines of one border. */
  private static final double SLIVER_METRES = 20;

  private static final double BELONGS = 0.5;
  private static final double MILLIMETRES = 1000;

  private final Census finer;
  private final Census coarser;
  private final Consumer<DataIssue> issues;
  private final List<CensusUnit> units;
  private final Set<String> ids = new HashSet<>();

  private CensusLevels(Census finer, Census coarser, Consumer<DataIssue> issues) {
    this.finer = finer;
    this.coarser = coarser;
    this.issues = issues;
    this.units = new ArrayList<>(finer.units());
    finer.units().forEach(u -> ids.add(u.id()));
  }

  /**
   * @param coarser in the same reference system, with the same groups
   * @param issues told where remainders went, and where the levels do not agree
   */
  static Census combine(Census finer, Census coarser, Consumer<DataIssue> issues) {
    return new CensusLevels(finer, coarser, issues).combine();
  }

  private Census combine() {
    List<List<CensusUnit>> parts = parts();
    for (int c = 0; c < coarser.units().size(); c++) {
      CensusUnit large = coarser.units().get(c);
      if (large.isKnown()) {
        shareRemainder(large, parts.get(c));
      }
    }
    units.sort(Comparator.comparing(CensusUnit::id));
    return new Census(finer.source(), finer.crs(), finer.groups(), units);
  }

  /** The finer units in each larger one. */
  @SuppressWarnings("unchecked")
  private List<List<CensusUnit>> parts() {
    STRtree tree = new STRtree();
    List<List<CensusUnit>> parts = new ArrayList<>();
    for (int c = 0; c < coarser.units().size(); c++) {
      tree.insert(coarser.units().get(c).area().getEnvelopeInternal(), c);
      parts.add(new ArrayList<>());
    }
    for (CensusUnit unit : finer.units()) {
      List<Integer> near = new ArrayList<>(tree.query(unit.area().getEnvelopeInternal()));
      Collections.sort(near);
      for (int c : near) {
        Geometry shared =
            overlay(unit.area(), coarser.units().get(c).area(), OverlayNG.INTERSECTION);
        if (shared.getArea() > BELONGS * unit.area().getArea()) {
          parts.get(c).add(unit);
          break;
        }
      }
    }
    return parts;
  }

  private void shareRemainder(CensusUnit large, List<CensusUnit> parts) {
    List<CensusUnit> known = parts.stream().filter(CensusUnit::isKnown).toList();
    List<CensusUnit> unknown = parts.stream().filter(u -> !u.isKnown()).toList();
    Geometry bare = uncovered(large, parts);
    CompensatedSum sum = new CompensatedSum();
    known.forEach(u -> sum.add(u.persons()));
    double rest = large.persons() - sum.value();
    boolean somewhere = !unknown.isEmpty() || !bare.isEmpty();
    if (rest < 0 || rest > 0 && !somewhere) {
      disagree(large, sum.value());
    }
    if (!somewhere || rest < 0) {
      return;
    }
    List<Double> groups = new ArrayList<>();
    for (int g = 0; g < coarser.groups().size(); g++) {
      groups.add(remainder(large, known, g));
    }
    units.removeAll(unknown);
    CensusUnit unit =
        new CensusUnit(id(large, parts, unknown, bare), ground(unknown, bare), rest, groups);
    units.add(unit);
    report(unit, large, unknown, known.isEmpty());
  }

  private double remainder(CensusUnit large, List<CensusUnit> known, int group) {
    CompensatedSum sum = new CompensatedSum();
    known.forEach(u -> sum.add(u.groups().get(group)));
    double rest = large.groups().get(group) - sum.value();
    if (rest < 0) {
      issues.accept(
          new DataIssue(
              "census-levels-disagree",
              "its parts have more '%s' than the unit itself: the remainder is not known"
                  .formatted(coarser.groups().get(group)),
              "unit " + large.id()));
      return Double.NaN;
    }
    return rest;
  }

  private String id(
      CensusUnit large, List<CensusUnit> parts, List<CensusUnit> unknown, Geometry bare) {
    if (unknown.size() == 1 && bare.isEmpty()) {
      return unknown.get(0).id();
    }
    String id = parts.isEmpty() && !ids.contains(large.id()) ? large.id() : large.id() + " (rest)";
    while (!ids.add(id)) {
      id += "'";
    }
    return id;
  }

  /** What no finer unit covers; empty where it is no more than two drawings of one border. */
  private Geometry uncovered(CensusUnit large, List<CensusUnit> parts) {
    if (parts.isEmpty()) {
      return large.area();
    }
    Geometry bare = large.area();
    for (CensusUnit unit : finer.units()) {
      if (unit.area().getEnvelopeInternal().intersects(bare.getEnvelopeInternal())) {
        bare = overlay(bare, unit.area(), OverlayNG.DIFFERENCE);
      }
    }
    List<Geometry> wide = new ArrayList<>();
    for (int i = 0; i < bare.getNumGeometries(); i++) {
      Geometry part = bare.getGeometryN(i);
      double width = 2 * part.getArea() / part.getLength() * finer.crs().metresPerUnit();
      if (part instanceof Polygonal && width >= SLIVER_METRES) {
        wide.add(part);
      }
    }
    return bare.getFactory().buildGeometry(wide);
  }

  private Geometry ground(List<CensusUnit> unknown, Geometry bare) {
    if (unknown.isEmpty()) {
      return bare;
    }
    List<Geometry> all = new ArrayList<>(unknown.stream().map(CensusUnit::area).toList());
    all.add(bare);
    return UnaryUnionNG.union(
        all, new GeometryFactory(), new PrecisionModel(MILLIMETRES / finer.crs().metresPerUnit()));
  }

  private void disagree(CensusUnit large, double parts) {
    issues.accept(
        new DataIssue(
            "census-levels-disagree",
            String.format(
                Locale.ROOT,
                "its figure is %.1f, its parts in the finer census have %.1f: the parts are taken",
                large.persons(),
                parts),
            "unit " + large.id()));
  }

  private void report(
      CensusUnit unit, CensusUnit large, List<CensusUnit> unknown, boolean allOfIt) {
    issues.accept(
        new DataIssue(
            "census-remainder",
            String.format(
                Locale.ROOT,
                "%s%.1f persons of unit %s (%s) go to %s",
                allOfIt ? "all " : "the remaining ",
                unit.persons(),
                large.id(),
                coarser.source(),
                unknown.isEmpty()
                    ? "its ground without finer units"
                    : "its parts without a figure: "
                        + Names.listed(unknown.stream().map(CensusUnit::id).toList())),
            "unit " + unit.id()));
  }

  private static Geometry overlay(Geometry a, Geometry b, int operation) {
    return OverlayNGRobust.overlay(a, b, operation);
  }
}
