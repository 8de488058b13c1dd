package hearth.cli;

import hearth.geo.Crs;
import hearth.geo.InputException;
import hearth.pipeline.LayerReader;
import hearth.pipeline.PromptAccuracy;
import hearth.pipeline.PromptKind;
import hearth.pipeline.PromptScores;
import hearth.pipeline.report.IssueTally;
import hearth.raster.BlankPolicy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code hearth evaluate --prompts}: its own options, and what it prints. */
final class PromptEvaluation {
  @Option(
      names = "--imagery",
      paramLabel = "F",
      arity = "1..*",
      description = "imagery of the true outlines, with --prompts")
  private List<String> imagery = List.of();

  @Mixin private SegmenterArguments model;

  /**
   * Prints the mean IoU of the masks.
   *
   * @param area buildings whose inner point lies outside are left out
   * @param json file for the figures; null for none
   */
  void evaluate(String prompts, String truth, Optional<String> area, Path json, CommandSpec spec)
      throws IOException {
    PromptKind kind = PromptKind.parse(prompts);
    if (imagery.isEmpty()) {
      throw new InputException(
          "--imagery is missing", "Name the imagery that shows the buildings of " + truth + ".");
    }
    IssueTally issues = new IssueTally();
    Crs crs = LayerReader.metricCrs(truth);
    List<Geometry> outlines = LayerReader.outlines(truth, Optional.empty(), crs, issues);
    if (area.isPresent()) {
      PreparedGeometry inside =
          PreparedGeometryFactory.prepare(LayerReader.area(area.get(), crs, issues));
      outlines = outlines.stream().filter(o -> inside.covers(o.getInteriorPoint())).toList();
    }
    PromptScores scores =
        PromptAccuracy.evaluate(
            model.segmenter(),
            kind,
            imagery,
            model.imagery(BlankPolicy.DETECT),
            outlines,
            crs,
            model.device(),
            Main.home(spec),
            issues);
    print(scores, kind, issues, spec.commandLine().getOut());
    if (json != null) {
      JsonFile.write(json, figures(scores, kind));
    }
  }

  private void print(PromptScores scores, PromptKind kind, IssueTally issues, PrintWriter out) {
    out.println(
        String.format(
            Locale.ROOT,
            "mean mask IoU %.3f of %d buildings asked about by %s (%s); median %.3f, %.1f %% at"
                + " least 0.5, %.1f %% at least 0.75",
            scores.meanIou(),
            scores.buildings(),
            kind.key(),
            model.segmenter(),
            scores.medianIou(),
            100 * scores.above50(),
            100 * scores.above75()));
    if (scores.leftOut() > 0) {
      out.println(scores.leftOut() + " left out: the imagery shows less than half of them");
    }
    IssueLines.print(out, issues.counts());
  }

  private Map<String, Object> figures(PromptScores scores, PromptKind kind) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("prompts", kind.key());
    figures.put("segmenter", model.segmenter());
    figures.put("mean_iou", scores.meanIou());
    figures.put("median_iou", scores.medianIou());
    figures.put("share_above_50", scores.above50());
    figures.put("share_above_75", scores.above75());
    figures.put("buildings", scores.buildings());
    figures.put("left_out", scores.leftOut());
    return figures;
  }
}
