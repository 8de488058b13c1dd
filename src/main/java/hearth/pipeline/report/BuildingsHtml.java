package hearth.pipeline.report;

import hearth.footprint.OutlineStyle;
import hearth.footprint.Status;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What was found, by status and by source of the outline, as a part of the report's page. */
final class BuildingsHtml {
  private BuildingsHtml() {}

  /** Appends it, also where none was found. */
  static void append(Html page, RunReport report) {
    page.heading("Buildings");
    if (report.buildings().values().stream().allMatch(n -> n == 0)) {
      page.paragraph("No building was found. The layers are there, and empty.");
      return;
    }
    page.table("status", "#candidates", "counted", "meaning");
    for (String code : statusesAsOnTheMap(report.buildings().keySet())) {
      Optional<Status> status = status(code);
      page.raw("<tr><td class=\"status\">");
      status.map(OutlineStyle::of).ifPresent(style -> swatch(page, style));
      page.text(code).raw("</td>").number(Figures.whole(report.buildings().get(code)));
      page.cell(status.map(s -> s.isMerged() ? "yes" : "no").orElse(""));
      page.element("td class=\"wide\"", status.map(s -> OutlineStyle.of(s).meaning()).orElse(""));
      page.raw("</tr>\n");
    }
    page.endTable();
    String bySource =
        report.sources().entrySet().stream()
            .map(e -> e.getKey() + " " + Figures.whole(e.getValue()))
            .collect(Collectors.joining(", "));
    page.paragraph(
        "Counted are %s. By source of the outline: %s."
            .formatted(Figures.count(report.mergedBuildings(), "building", "buildings"), bySource));
    EvidenceHtml.append(page, report.evidence());
  }

  /** In the order of the map's legend: those that lie on top first. */
  private static List<String> statusesAsOnTheMap(Set<String> codes) {
    return codes.stream()
        .sorted(
            Comparator.comparingInt(
                code -> status(code).map(s -> -OutlineStyle.of(s).ordinal()).orElse(1)))
        .toList();
  }

  private static void swatch(Html page, OutlineStyle style) {
    page.raw("<span class=\"swatch").raw(style.isBroken() ? " broken" : "");
    page.raw("\" style=\"border-color:" + style.css() + "\"></span>");
  }

  private static Optional<Status> status(String code) {
    for (Status status : Status.values()) {
      if (status.code().equals(code)) {
        return Optional.of(status);
      }
    }
    return Optional.empty();
  }
}
