package hearth.pipeline;

import hearth.conflate.Conflation;
import hearth.footprint.Building;
import hearth.footprint.FootprintAccuracy;
import hearth.footprint.Hint;
import hearth.footprint.MapShift;
import hearth.footprint.ThresholdScores;
import hearth.geo.Crs;
import hearth.geo.DataIssue;
import hearth.pipeline.job.RunConfig;
import hearth.pipeline.report.EvidenceReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.locationtech.jts.geom.Geometry;

/** Counts what speaks for and against candidates, and judges the height filter by the truth. */
final class EvidenceSummary {
  private EvidenceSummary() {}

  /**
   * @param hints those that were looked for
   * @param truth true outlines, where some were given
   * @param crs reference system of the candidates
   * @param issues told what is wrong with the true outlines
   */
  static EvidenceReport of(
      Conflation joined,
      Set<Hint> hints,
      Optional<RunConfig.Truth> truth,
      Crs crs,
      Consumer<DataIssue> issues) {
    Map<String, Integer> verdicts = new TreeMap<>();
    Map<String, Integer> hinted = new LinkedHashMap<>();
    hints.forEach(h -> hinted.put(h.code(), 0));
    for (Building b : joined.buildings()) {
      b.surface().verdict().ifPresent(v -> verdicts.merge(v.code(), 1, Integer::sum));
      b.hints().forEach(h -> hinted.merge(h.code(), 1, Integer::sum));
    }
    return new EvidenceReport(
        verdicts,
        hinted,
        shifts(joined.comparison().shifts()),
        truth.map(t -> accuracy(joined.buildings(), t, crs, issues)).orElse(null));
  }

  private static EvidenceReport.Shifts shifts(List<MapShift> shifts) {
    List<MapShift> applied = shifts.stream().filter(MapShift::applied).toList();
    return new EvidenceReport.Shifts(
        shifts.size(),
        applied.size(),
        applied.stream().mapToDouble(MapShift::metres).max().orElse(0));
  }

  private static EvidenceReport.Accuracy accuracy(
      List<Building> buildings, RunConfig.Truth truth, Crs crs, Consumer<DataIssue> issues) {
    List<Geometry> real = LayerReader.outlines(truth.file(), Optional.empty(), crs, issues);
    Optional<Geometry> area = truth.area().map(file -> LayerReader.area(file, crs, issues));
    return new EvidenceReport.Accuracy(
        scores(buildings, b -> b.status().isMerged(), real, area),
        scores(buildings, b -> b.status().isMerged() || isRejectedBySurface(b), real, area));
  }

  private static boolean isRejectedBySurface(Building b) {
    return b.status() == hearth.footprint.Status.REJECTED
        && b.surface().verdict().filter(v -> v.rejects()).isPresent();
  }

  private static EvidenceReport.Scores scores(
      List<Building> buildings,
      Predicate<Building> counted,
      List<Geometry> real,
      Optional<Geometry> area) {
    List<Geometry> outlines = new ArrayList<>();
    buildings.stream().filter(counted).forEach(b -> outlines.add(b.outline()));
    ThresholdScores s =
        FootprintAccuracy.evaluate(outlines, real, area).at(FootprintAccuracy.MAIN_IOU);
    return new EvidenceReport.Scores(s.precision(), s.recall(), s.f1());
  }
}
