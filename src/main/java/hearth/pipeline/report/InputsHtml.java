package hearth.pipeline.report;

import hearth.pipeline.report.RunReport.Input;
import hearth.pipeline.report.RunReport.Model;
import java.util.List;
import java.util.stream.Collectors;

/** The files and the models that a run was made from, as a part of the report's page. */
final class InputsHtml {
  private InputsHtml() {}

  /** Appends both; only the files where no model ran. */
  static void append(Html page, RunReport report) {
    page.heading("What came in");
    page.table("read as", "file", "reference system", "#resolution", "bands", "#features");
    for (Input input : report.inputs()) {
      page.raw("<tr>").cell(input.role()).raw("<td class=\"text\">");
      page.element("code", input.file()).raw("<details><summary>fingerprint</summary>");
      page.element("code", input.fingerprint()).raw("</details></td>").cell(input.crs());
      page.number(
          input.groundMetresPerPixel() == null
              ? ""
              : Figures.decimals(input.groundMetresPerPixel(), 2) + " m");
      page.cell(
          input.bands() == null
              ? ""
              : input.bands().stream().map(String::valueOf).collect(Collectors.joining(", ")));
      page.number(input.features() == null ? "" : Figures.whole(input.features()));
      page.raw("</tr>\n");
    }
    page.endTable();
    models(page, report.models());
  }

  private static void models(Html page, List<Model> models) {
    if (models.isEmpty()) {
      return;
    }
    page.element("h3", "Models")
        .raw("\n")
        .table("role", "name", "licence of the weights", "SHA-256");
    for (Model model : models) {
      page.raw("<tr>").cell(model.role()).cell(model.name()).cell(model.licence());
      page.raw("<td class=\"text\">");
      model.sha256().forEach(sum -> page.element("code", sum).raw(" "));
      page.raw("</td></tr>\n");
    }
    page.endTable();
  }
}
