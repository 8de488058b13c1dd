package hearth.cli;

import hearth.geo.InputException;
import hearth.pipeline.PopulationEvaluation;
import hearth.pipeline.report.AccuracyHtml;
import hearth.population.CensusOptions;
import hearth.zonal.PopulationScores;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The half of {@code hearth evaluate} that is about persons. */
final class PopulationCheck {
  @Option(
      names = "--population-field",
      paramLabel = "P",
      description = "column of the truth with the population")
  private String field;

  @Option(
      names = "--against",
      paramLabel = "F",
      description = "another raster of persons per cell, judged by the same truth; may be repeated")
  private List<String> against = List.of();

  @Option(
      names = "--zones",
      paramLabel = "F",
      description =
          "census zones that the raster was made of: plain areal weighting is judged beside it (a"
              + " run has its own)")
  private String zones;

  @Option(
      names = "--zones-field",
      paramLabel = "P",
      description = "column of the zones with the population; default: as in the truth")
  private String zonesField;

  @Option(
      names = "--footprints",
      paramLabel = "F",
      description = "buildings, with --zones: their count, area and floor area are judged too")
  private String footprints;

  @Option(
      names = "--report",
      paramLabel = "F",
      description = "write a page with the figures, a scatter plot and a map of the errors")
  private Path report;

  /** Whether something was asked for that is about persons alone. */
  boolean isAsked() {
    return !against.isEmpty() || zones != null || footprints != null || report != null;
  }

  /** The plain rules of a raster; a run knows its zones and buildings. */
  Optional<PopulationEvaluation.Basis> basis() {
    if (zones == null) {
      if (footprints != null) {
        throw new InputException(
            "--footprints is given without --zones", "Give the zones whose figures they share.");
      }
      return Optional.empty();
    }
    CensusOptions options = CensusOptions.of(zones, zonesField == null ? field : zonesField, null);
    return Optional.of(PopulationEvaluation.Basis.read(options, Optional.ofNullable(footprints)));
  }

  PopulationEvaluation evaluation(String truth) {
    if (field == null) {
      throw new InputException(
          "--population-field is missing", "Name the column of " + truth + " with the population.");
    }
    return new PopulationEvaluation(CensusOptions.of(truth, field, null));
  }

  /**
   * Judges the other rasters, prints everything side by side, writes the page.
   *
   * @return the figures, for JSON
   */
  Map<String, Object> finish(
      String subject, String truth, PopulationEvaluation.Judged judged, PrintWriter out)
      throws IOException {
    Map<String, PopulationScores> all = new LinkedHashMap<>();
    all.put(subject, judged.scores());
    all.putAll(judged.baselines());
    Map<String, Object> others = new LinkedHashMap<>();
    for (String file : against) {
      PopulationScores other = evaluation(truth).raster(file, Optional.empty()).scores();
      all.put("against " + file, other);
      others.put(file, figures(other));
    }
    print(all, judged.scores(), out);
    if (report != null) {
      AccuracyHtml.write(OutputPaths.inItsFolder(report), subject, truth, all, judged.areas());
      out.println("report in " + report);
    }
    Map<String, Object> figures = new LinkedHashMap<>(figures(judged.scores()));
    if (!judged.baselines().isEmpty()) {
      Map<String, Object> plain = new LinkedHashMap<>();
      judged.baselines().forEach((name, s) -> plain.put(name, figures(s)));
      figures.put("baselines", plain);
    }
    if (!others.isEmpty()) {
      figures.put("against", others);
    }
    return figures;
  }

  private static void print(
      Map<String, PopulationScores> all, PopulationScores first, PrintWriter out) {
    out.println(
        String.format(
            Locale.ROOT,
            "%d areas, %.0f persons in truth, %.0f in the raster",
            first.n(),
            first.truthPersons(),
            first.estimatedPersons()));
    out.println("cells on the border of an area count by the share of their ground inside it");
    long empty = first.areas().stream().filter(a -> Double.isNaN(a.estimate())).count();
    if (empty > 0) {
      out.println(
          empty + " areas in which the raster has no value at all count as estimated with nobody");
    }
    int room = all.keySet().stream().mapToInt(String::length).max().orElse(0);
    out.println(
        String.format(
            Locale.ROOT,
            "%-" + room + "s %9s %9s %9s %7s %9s %7s",
            "",
            "MAE",
            "RMSE",
            "MAPE %",
            "RTAE",
            "bias",
            "R2"));
    all.forEach(
        (name, s) ->
            out.println(
                String.format(
                    Locale.ROOT,
                    "%-" + room + "s %9.3f %9.3f %9.2f %7.4f %9.3f %7.4f",
                    name,
                    s.mae(),
                    s.rmse(),
                    s.mape(),
                    s.rtae(),
                    s.bias(),
                    s.r2())));
  }

  private static Map<String, Double> figures(PopulationScores s) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("mae", s.mae());
    figures.put("rmse", s.rmse());
    figures.put("mape", s.mape());
    figures.put("rtae", s.rtae());
    figures.put("bias", s.bias());
    figures.put("r2", s.r2());
    return figures;
  }
}
