package hearth.pipeline.report;

import hearth.population.BuildingClasses;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The table of building classes as a section of the report: who counted as a home, and how. */
final class ClassTable {
  private final BuildingClasses classes;
  private final Html page;

  ClassTable(BuildingClasses classes, Html page) {
    this.classes = classes;
    this.page = page;
  }

  void write() {
    page.heading("Who counts as a home");
    BuildingClasses.Sizes sizes = classes.sizes();
    page.paragraph(
        "By the value of building=*; every value that is not listed here is %s. Smaller than %s m² and"
                .formatted(
                    classes.unlisted().residential() ? "a home" : "none",
                    Figures.decimals(sizes.minimumArea(), 0))
            + " than %s of the median home is none. Where levels are not known, a footprint counts as"
                .formatted(Figures.decimals(sizes.minimumShareOfMedian(), 2))
            + " %1$s m² x (area / %1$s m²)^%2$s x levels of its class, else %3$s."
                .formatted(
                    Figures.decimals(sizes.houseArea(), 0),
                    Figures.decimals(sizes.areaExponent(), 2),
                    Figures.decimals(sizes.unknownLevels(), 0)));
    page.table("building", "#levels", "#share lived in", "one household", "other tags decide");
    Map<String, BuildingClasses.UseClass> others = new TreeMap<>();
    classes
        .building()
        .forEach(
            (value, use) -> {
              if (use.residential()) {
                row(value, use);
              } else {
                others.put(value, use);
              }
            });
    page.endTable();
    page.raw("<details><summary>").text("Nobody lives in, and on").raw("</summary>\n<ul>\n");
    item("building", List.copyOf(others.keySet()));
    classes.notResidentialTags().forEach(this::item);
    classes.notResidentialAreas().forEach((key, values) -> item("land " + key, values));
    page.raw("</ul></details>\n");
  }

  private void row(String value, BuildingClasses.UseClass use) {
    page.raw("<tr>").cell(value);
    page.number(use.levels() > 0 ? Figures.decimals(use.levels(), 0) : "");
    page.number(Figures.decimals(use.share(), 2)).cell(use.singleDwelling() ? "yes" : "");
    page.cell(use.generic() ? "yes" : "").raw("</tr>\n");
  }

  private void item(String key, List<String> values) {
    page.raw("<li>").element("code", key).text(": " + String.join(", ", values)).raw("</li>\n");
  }
}
