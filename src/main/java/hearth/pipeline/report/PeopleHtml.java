package hearth.pipeline.report;

import hearth.pipeline.report.RunReport.Area;
import hearth.pipeline.report.RunReport.DenseCell;
import hearth.pipeline.report.RunReport.Unit;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Zone by zone what was shared out and where most people live, as a part of the report's page. */
final class PeopleHtml {
  private PeopleHtml() {}

  /** Appends it; nothing where no census was shared out. */
  static void append(Html page, RunReport report) {
    List<Unit> units = report.units();
    if (units.isEmpty()) {
      return;
    }
    page.heading("People");
    Area area = report.area();
    page.raw("<p>Each zone's census figure is shared out over its buildings and summed up in ");
    page.text("%d × %d cells of %s".formatted(area.columns(), area.rows(), area.cell()));
    page.raw(". The cells of a zone add up to what was to be shared out: the difference is ");
    page.raw("what rounding leaves.</p>\n");
    page.table(
        "zone", "#census", "#to share out", "#sum of cells", "#difference", "#buildings", "placed");
    for (Unit unit : units) {
      page.raw("<tr>").cell(unit.id());
      page.number(Figures.decimals(unit.census(), 0)).number(Figures.decimals(unit.allocated(), 1));
      page.number(Figures.decimals(unit.cells(), 1));
      page.number(Figures.difference(unit.cells() - unit.allocated()));
      page.number(Figures.whole(unit.buildings()))
          .cell(Explanations.rule(unit.rule()))
          .raw("</tr>\n");
    }
    if (units.size() > 1) {
      double allocated = total(units, Unit::allocated);
      double cells = total(units, Unit::cells);
      page.raw("</tbody>\n<tfoot><tr>").cell("all zones");
      page.number(Figures.decimals(total(units, Unit::census), 0));
      page.number(Figures.decimals(allocated, 1)).number(Figures.decimals(cells, 1));
      page.number(Figures.difference(cells - allocated));
      // No sum of buildings: one on a border takes persons of two zones.
      page.cell("").cell("").raw("</tr></tfoot><tbody>\n");
    }
    page.endTable();
    densest(page, report.densest());
  }

  private static void densest(Html page, List<DenseCell> cells) {
    if (cells.isEmpty()) {
      return;
    }
    page.element("h3", "Densest cells").raw("\n");
    page.table("#rank", "#persons", "#persons per km²", "centre (longitude, latitude)");
    for (DenseCell cell : cells) {
      page.raw("<tr>").number(Figures.whole(cell.rank()));
      page.number(Figures.decimals(cell.persons(), 1));
      page.number(Figures.decimals(cell.personsPerSquareKilometre(), 0));
      page.cell(String.format(Locale.ROOT, "%.6f, %.6f", cell.lon(), cell.lat()));
      page.raw("</tr>\n");
    }
    page.endTable();
  }

  /** A column's sum; what is not known does not count. */
  static double total(List<Unit> units, ToDoubleFunction<Unit> column) {
    return units.stream().mapToDouble(column).filter(value -> !Double.isNaN(value)).sum();
  }
}
