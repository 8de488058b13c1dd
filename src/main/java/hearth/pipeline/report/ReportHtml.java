package hearth.pipeline.report;

import hearth.pipeline.report.RunReport.Credit;
import hearth.pipeline.report.RunReport.FailedTile;
import hearth.pipeline.report.RunReport.IssueCount;
import hearth.pipeline.report.RunReport.Tiles;
import hearth.pipeline.report.RunReport.Unit;
import hearth.population.BuildingClasses;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The page about a run that a person reads: one file without script, which asks nothing of the
 * network; only the map picture lies beside it.
 */
public final class ReportHtml {
  private static final String CSS = resource("/hearth/report/report.css");

  /**
   * What the page shows besides the figures.
   *
   * @param picture name of the map picture beside the page
   * @param settlement name of the picture of settled cells
   * @param classes table by which homes were told and weighed
   */
  public record Extras(
      Optional<String> picture, Optional<String> settlement, Optional<BuildingClasses> classes) {}

  private final RunReport report;
  private final Html page = new Html();

  private ReportHtml(RunReport report) {
    this.report = report;
  }

  /**
   * Writes the page; an existing file is replaced.
   *
   * @param picture name of the map picture beside the page; empty for none
   */
  public static void write(Path file, RunReport report, Optional<String> picture)
      throws IOException {
    write(file, report, new Extras(picture, Optional.empty(), Optional.empty()));
  }

  /** Writes the page with all that it can show; an existing file is replaced. */
  public static void write(Path file, RunReport report, Extras extras) throws IOException {
    Files.writeString(file, new ReportHtml(report).build(extras), StandardCharsets.UTF_8);
  }

  /** The page as text. */
  public static String text(RunReport report, Optional<String> picture) {
    return new ReportHtml(report).build(new Extras(picture, Optional.empty(), Optional.empty()));
  }

  private String build(Extras extras) {
    page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.element("title", "Hearth: " + report.name()).raw("\n<style>\n" + CSS + "</style>\n");
    page.raw("</head>\n<body>\n<main>\n");
    head();
    keyFigures();
    callouts();
    extras.picture().ifPresent(this::map);
    PeopleHtml.append(page, report);
    extras.settlement().ifPresent(this::settlement);
    BuildingsHtml.append(page, report);
    extras.classes().ifPresent(c -> new ClassTable(c, page).write());
    InputsHtml.append(page, report);
    time();
    issues();
    files();
    credits();
    page.raw("<footer>Made by Hearth ").text(report.version());
    page.raw(". The same figures for programs are in <code>report.json</code>.</footer>\n");
    page.raw("</main>\n</body>\n</html>\n");
    return page.toString();
  }

  private void head() {
    page.raw("<header>").element("h1", report.name());
    String state =
        switch (report.state()) {
          case "done" -> "state done";
          default -> "state";
        };
    page.element("span class=\"" + state + "\"", report.state());
    page.raw("<span class=\"soft\">run ").element("code", report.run()).raw("</span></header>\n");
  }

  private void keyFigures() {
    page.raw("<ul class=\"figures\">\n");
    keyFigure(Figures.whole(report.mergedBuildings()), "buildings");
    if (!report.units().isEmpty()) {
      double persons = PeopleHtml.total(report.units(), Unit::cells);
      keyFigure(Figures.decimals(persons, 0), "persons placed in cells");
    }
    Tiles tiles = report.tiles();
    if (tiles.total() > 0) {
      double imaged = report.area().imagedSquareKilometres();
      keyFigure(Figures.decimals(imaged, 2) + " km²", "shown by the imagery");
      keyFigure(
          "%s of %s".formatted(Figures.whole(tiles.done()), Figures.whole(tiles.total())),
          "tiles done");
    }
    double seconds = report.seconds().values().stream().mapToDouble(Double::doubleValue).sum();
    keyFigure(Figures.duration(seconds), "for all stages");
    page.raw("</ul>\n");
  }

  private void keyFigure(String figure, String what) {
    page.raw("<li>").element("strong", figure).element("span", what).raw("</li>\n");
  }

  /** What must be known before any figure is used stands before the figures. */
  private void callouts() {
    callout(report.notes());
    callout(report.warnings());
    Tiles tiles = report.tiles();
    if (tiles.failed() == 0) {
      return;
    }
    page.raw("<div class=\"callout\" role=\"note\"><p><strong>");
    page.text(Figures.count(tiles.failed(), "tile", "tiles")).raw(" failed.</strong> ");
    page.raw(
        "Buildings may be missing there; layer <code>missing</code> of buildings.gpkg shows where."
            + " Once the cause is gone, <code>./hearth runs resume --only-failed</code> tries them"
            + " again.</p>\n");
    page.table("tile", "west, south, east, north", "cause");
    for (FailedTile failure : tiles.failures()) {
      page.raw("<tr>").cell(failure.tile()).cell(bounds(failure.bounds()));
      page.cell(failure.cause()).raw("</tr>\n");
    }
    page.endTable().raw("</div>\n");
  }

  private void callout(List<String> sentences) {
    if (sentences.isEmpty()) {
      return;
    }
    page.raw("<div class=\"callout\" role=\"note\">");
    if (sentences.size() == 1) {
      page.element("p", sentences.get(0));
    } else {
      page.raw("<ul>");
      sentences.forEach(sentence -> page.element("li", sentence));
      page.raw("</ul>");
    }
    page.raw("</div>\n");
  }

  private void map(String picture) {
    page.raw("<figure><a href=\"").text(relative(picture)).raw("\"><img src=\"");
    page.text(relative(picture)).raw("\" alt=\"");
    page.text(
        report.units().isEmpty()
            ? "Map: outlines of buildings"
            : "Two maps: outlines of buildings, and persons per cell");
    page.raw("\"></a><figcaption>North is up, in ").text(report.area().crs()).raw(". ");
    page.raw("What was looked at spans ").text(bounds(report.area().bounds()));
    page.raw(" (west, south, east, north).</figcaption></figure>\n");
  }

  private void settlement(String picture) {
    page.heading("Settled cells");
    page.raw("<figure><a href=\"").text(relative(picture)).raw("\"><img src=\"");
    page.text(relative(picture));
    page.raw("\" alt=\"Map: cells settled by the model, by the map, by both\"></a>");
    page.raw("<figcaption>Each zone's persons are shared alike by its settled cells.");
    page.raw("</figcaption></figure>\n");
  }

  private void time() {
    page.heading("Time and memory");
    double longest = report.seconds().values().stream().mapToDouble(s -> s).max().orElse(0);
    page.table("stage", "#time", "");
    for (Map.Entry<String, Double> stage : report.seconds().entrySet()) {
      double share = longest > 0 ? 100 * stage.getValue() / longest : 0;
      page.raw("<tr>").cell(stage.getKey()).number(Figures.duration(stage.getValue()));
      page.raw("<td class=\"wide\"><span class=\"bar\" style=\"width:");
      page.raw(String.format(Locale.ROOT, "%.1f%%", share)).raw("\"></span></td></tr>\n");
    }
    page.endTable();
    RunReport.Effort effort = report.effort();
    if (!report.models().isEmpty()) {
      page.paragraph(
          "The models ran for %s on %s, summed over %s."
              .formatted(
                  Figures.duration(effort.inferenceSeconds()),
                  effort.device(),
                  Figures.count(effort.workers(), "worker", "workers")));
    }
    if (Double.isFinite(effort.peakMemoryBytes())) {
      page.paragraph(
          "The most memory in use was %s.".formatted(Figures.bytes(effort.peakMemoryBytes())));
    }
  }

  private void issues() {
    page.heading("Problems in the data");
    if (report.issues().isEmpty()) {
      page.paragraph("None were found.");
      return;
    }
    page.paragraph("The run went on with these; each was repaired, left out or taken as it is.");
    page.table("kind", "#how many", "examples and what to do");
    for (IssueCount issue : report.issues()) {
      page.raw("<tr>").cell(issue.code()).number(Figures.whole(issue.count()));
      page.raw("<td class=\"wide\">").text(Explanations.remedy(issue.code()));
      page.raw("<details><summary>")
          .text(Figures.count(issue.examples().size(), "example", "examples"));
      page.raw("</summary><ul>");
      issue.examples().forEach(e -> page.element("li", e.where() + ": " + e.detail()));
      page.raw("</ul></details></td></tr>\n");
    }
    page.endTable();
  }

  private void files() {
    if (report.files().isEmpty()) {
      return;
    }
    page.heading("Files");
    page.raw("<ul class=\"files\">");
    for (String file : report.files()) {
      page.raw("<li>").element("code", file).raw("</li>");
    }
    page.raw("</ul>\n");
  }

  private void credits() {
    if (report.credits().isEmpty()) {
      return;
    }
    page.heading("Licences and attribution");
    page.paragraph("Name these when you pass the results on.");
    page.table("what", "whom to name", "licence");
    for (Credit credit : report.credits()) {
      page.raw("<tr>").cell(credit.what()).cell(credit.attribution()).cell(credit.licence());
      page.raw("</tr>\n");
    }
    page.endTable();
  }

  private static String bounds(RunReport.Bounds b) {
    return String.format(
        Locale.ROOT, "%.5f, %.5f, %.5f, %.5f", b.west(), b.south(), b.east(), b.north());
  }

  /** A file name as a relative address: it may hold any character, also a colon or a hash. */
  private static String relative(String file) {
    try {
      return "./" + new URI(null, null, "/" + file, null).getRawPath().substring(1);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not a file name: " + file, e);
    }
  }

  /** How pages look. */
  static String css() {
    return CSS;
  }

  private static String resource(String name) {
    try (InputStream in = ReportHtml.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the jar lacks " + name, e);
    }
  }
}
