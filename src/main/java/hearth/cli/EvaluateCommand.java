package hearth.cli;

import hearth.footprint.FootprintAccuracy;
import hearth.footprint.FootprintScores;
import hearth.footprint.OutlineScores;
import hearth.footprint.Reliability;
import hearth.footprint.ScoredOutline;
import hearth.footprint.ThresholdScores;
import hearth.geo.Crs;
import hearth.geo.InputException;
import hearth.pipeline.Databases;
import hearth.pipeline.LayerReader;
import hearth.pipeline.PopulationEvaluation;
import hearth.pipeline.report.IssueTally;
import hearth.store.Database;
import hearth.store.RunInfo;
import hearth.store.RunStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.locationtech.jts.geom.Geometry;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hearth evaluate}: how well buildings, persons per cell or masks agree with the truth. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Accuracy of buildings, of a population raster, or of a segmenter's masks against the"
            + " truth.")
final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  /** One of the three is evaluated. */
  static final class Subject {
    @Option(
        names = "--buildings",
        paramLabel = "F|RUN",
        description = "outlines to judge: a layer, or the id or name of a run")
    private String buildings;

    @Option(
        names = "--population",
        paramLabel = "F|RUN",
        description = "persons per cell to judge: a raster, or the id or name of a run")
    private String population;

    @Option(
        names = "--prompts",
        paramLabel = "KIND",
        description =
            "masks of a segmenter that is asked about each true outline: box, point (the inner"
                + " point farthest from the outline) or point+correction (and a click where the"
                + " mask is most wrong)")
    private String prompts;
  }

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Subject subject;

  @Option(
      names = "--truth",
      required = true,
      paramLabel = "F",
      description = "true outlines, or areas with their true population")
  private String truth;

  @Option(
      names = "--area",
      paramLabel = "F",
      description = "where the truth is complete; both sides are clipped to it")
  private String area;

  @Mixin private PopulationCheck population = new PopulationCheck();

  @Option(
      names = "--matches",
      paramLabel = "F",
      description =
          "write a line for each outline of --buildings as CSV: its scores, and its IoU with the"
              + " truth")
  private Path matches;

  @Mixin private PromptEvaluation prompted;

  @Option(names = "--db", paramLabel = "URL", description = "database of the run")
  private String db;

  @Option(names = "--json", paramLabel = "F", description = "write the figures as JSON")
  private Path json;

  @Override
  public Integer call() throws IOException {
    if (subject.prompts != null) {
      prompted.evaluate(subject.prompts, truth, Optional.ofNullable(area), json, spec);
      return Main.DONE;
    }
    if (subject.buildings == null) {
      return population();
    }
    if (population.isAsked()) {
      throw new InputException(
          "--against, --zones, --footprints and --report are about rasters of persons",
          "Give them together with --population.");
    }
    return footprints();
  }

  private int footprints() throws IOException {
    IssueTally issues = new IssueTally();
    Crs crs = LayerReader.metricCrs(truth);
    List<Geometry> expected = LayerReader.outlines(truth, Optional.empty(), crs, issues);
    Optional<Geometry> inside =
        Optional.ofNullable(area).map(file -> LayerReader.area(file, crs, issues));
    List<ScoredOutline> predicted = predicted(subject.buildings, crs, issues);
    FootprintScores scores =
        FootprintAccuracy.evaluate(
            predicted.stream().map(ScoredOutline::outline).toList(), expected, inside);
    print(scores);
    List<Reliability.Judged> judged = Reliability.judge(predicted, expected, inside);
    Optional<Reliability> reliability = Reliability.of(judged);
    reliability.ifPresent(r -> ReliabilityReport.print(r, spec.commandLine().getOut()));
    if (matches != null) {
      ReliabilityReport.writeMatches(OutputPaths.inItsFolder(matches), judged);
    }
    if (json != null) {
      Map<String, Object> figures = figures(scores);
      reliability.ifPresent(r -> figures.put("p_building", ReliabilityReport.figures(r)));
      JsonFile.write(json, figures);
    }
    return Main.DONE;
  }

  /** Outlines of a file, else the merged buildings of a run. */
  private List<ScoredOutline> predicted(String fileOrRun, Crs crs, IssueTally issues) {
    if (isFile(fileOrRun)) {
      return LayerReader.scoredOutlines(fileOrRun, crs, issues);
    }
    try (Database database =
        Databases.open(Optional.ofNullable(db), Main.home(spec).environment())) {
      RunStore store = new RunStore(database);
      RunInfo run = requireRun(store, fileOrRun);
      List<ScoredOutline> outlines = new ArrayList<>();
      Crs runCrs = Crs.epsg(run.srid());
      store.forEachBuilding(
          run,
          stored -> {
            if (stored.building().status().isMerged()) {
              outlines.add(
                  new ScoredOutline(
                      runCrs.to(crs).apply(stored.building().outline()),
                      stored.building().evidence()));
            }
          });
      return outlines;
    }
  }

  private static boolean isFile(String text) {
    return text.startsWith("/vsi") || Files.exists(Path.of(text));
  }

  private static RunInfo requireRun(RunStore store, String id) {
    return store
        .find(id)
        .orElseThrow(
            () ->
                new InputException(
                    id + ": neither a file nor a run",
                    "Check the path; './hearth runs list' tells which runs there are."));
  }

  private void print(FootprintScores scores) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        String.format(
            Locale.ROOT,
            "%d outlines against %d true ones; number %+.1f %%, total area %+.1f %%",
            scores.predicted(),
            scores.truth(),
            100 * scores.relativeCountError(),
            100 * scores.relativeAreaError()));
    out.println(
        "%-14s %9s %9s %9s %9s %6s %6s %6s"
            .formatted("at IoU", "precision", "recall", "F1", "mean IoU", "TP", "FP", "FN"));
    scores.byThreshold().forEach((iou, s) -> row(out, String.valueOf(iou), s));
    out.println("by size, at IoU 0.5");
    scores.bySize().forEach(size -> row(out, "  " + size.label(), size.scores()));
    OutlineScores drawn = scores.outlines();
    out.println(
        String.format(
            Locale.ROOT,
            "outlines, at IoU 0.5: mean IoU %.3f, boundary IoU %.3f, PoLiS %.2f m, %.2f corners for"
                + " each true one, direction %.1f° off, %d vertices",
            scores.at(FootprintAccuracy.MAIN_IOU).meanIou(),
            scores.boundaryIou(),
            drawn.polisMetres(),
            drawn.cornerRatio(),
            drawn.orientationErrorDegrees(),
            drawn.vertices()));
  }

  private static void row(PrintWriter out, String label, ThresholdScores s) {
    out.println(
        String.format(
            Locale.ROOT,
            "%-14s %9.3f %9.3f %9.3f %9.3f %6d %6d %6d",
            label,
            s.precision(),
            s.recall(),
            s.f1(),
            s.meanIou(),
            s.truePositives(),
            s.falsePositives(),
            s.falseNegatives()));
  }

  private static Map<String, Object> figures(FootprintScores scores) {
    Map<String, Object> figures = new LinkedHashMap<>(figures(scores.at(0.5)));
    figures.put("boundary_iou", scores.boundaryIou());
    figures.put("polis_m", scores.outlines().polisMetres());
    figures.put("corner_ratio", scores.outlines().cornerRatio());
    figures.put("orientation_error_deg", scores.outlines().orientationErrorDegrees());
    figures.put("vertices", scores.outlines().vertices());
    figures.put("predicted", scores.predicted());
    figures.put("truth", scores.truth());
    figures.put("relative_count_error", scores.relativeCountError());
    figures.put("relative_area_error", scores.relativeAreaError());
    scores.byThreshold().forEach((iou, s) -> figures.put(String.valueOf(iou), figures(s)));
    Map<String, Object> sizes = new LinkedHashMap<>();
    scores.bySize().forEach(size -> sizes.put(size.label(), figures(size.scores())));
    figures.put("by_size", sizes);
    return figures;
  }

  private static Map<String, Object> figures(ThresholdScores s) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("precision", s.precision());
    figures.put("recall", s.recall());
    figures.put("f1", s.f1());
    figures.put("mean_iou", s.meanIou());
    figures.put("true_positives", s.truePositives());
    figures.put("false_positives", s.falsePositives());
    figures.put("false_negatives", s.falseNegatives());
    return figures;
  }

  private int population() throws IOException {
    PopulationEvaluation evaluation = population.evaluation(truth);
    Map<String, Object> figures =
        population.finish(
            subject.population, truth, judged(evaluation), spec.commandLine().getOut());
    if (json != null) {
      JsonFile.write(json, figures);
    }
    return Main.DONE;
  }

  private PopulationEvaluation.Judged judged(PopulationEvaluation evaluation) {
    if (isFile(subject.population)) {
      return evaluation.raster(subject.population, population.basis());
    }
    try (Database database =
        Databases.open(Optional.ofNullable(db), Main.home(spec).environment())) {
      RunStore store = new RunStore(database);
      return evaluation.run(store, requireRun(store, subject.population));
    }
  }
}
