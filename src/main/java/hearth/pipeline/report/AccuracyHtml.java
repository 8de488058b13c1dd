package hearth.pipeline.report;

import hearth.zonal.PopulationScores;
import hearth.zonal.PopulationScores.AreaError;
import hearth.zonal.TruthArea;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.PolygonExtracter;

/**
 * The page about the accuracy of a population raster: its figures beside those of other rasters and
 * plain rules, estimate against truth as a scatter plot, and a map of the errors. One file without
 * script, which asks nothing of the network.
 */
public final class AccuracyHtml {
  private static final int SIDE = 560;
  private static final int MARGIN = 56;

  /** More dots than this are one blot, and a page too large to open. */
  private static final int MOST_DOTS = 5000;

  private static final int FEWEST_TICKS = 4;

  private final Html page = new Html();

  private AccuracyHtml() {}

  /**
   * Writes the page; an existing file is replaced.
   *
   * @param title what was judged
   * @param truth name of what it was judged by
   * @param scores by name, what was judged first
   * @param areas the truth, in a reference system whose y points north, in the order of the scores
   */
  public static void write(
      Path file,
      String title,
      String truth,
      Map<String, PopulationScores> scores,
      List<TruthArea> areas)
      throws IOException {
    Files.writeString(
        file, new AccuracyHtml().build(title, truth, scores, areas), StandardCharsets.UTF_8);
  }

  private String build(
      String title, String truth, Map<String, PopulationScores> scores, List<TruthArea> areas) {
    page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.element("title", "Hearth: accuracy of " + title);
    page.raw("\n<style>\n" + ReportHtml.css() + "</style>\n</head>\n<body>\n<main>\n");
    page.raw("<header>").element("h1", "Accuracy of " + title).raw("</header>\n");
    PopulationScores first = scores.values().iterator().next();
    page.paragraph(
        String.format(
            Locale.ROOT,
            "%,d areas of %s with %,.0f persons; %,.0f in the raster.",
            first.n(),
            truth,
            first.truthPersons(),
            first.estimatedPersons()));
    table(scores);
    page.heading("Estimate against truth");
    scatter(first.areas());
    page.heading("Where the errors are");
    map(first.areas(), areas);
    page.raw("</main>\n</body>\n</html>\n");
    return page.toString();
  }

  private void table(Map<String, PopulationScores> scores) {
    page.table("", "#MAE", "#RMSE", "#MAPE %", "#RTAE", "#bias", "#R²");
    scores.forEach(
        (name, s) -> {
          page.raw("<tr>").cell(name).number(Figures.decimals(s.mae(), 2));
          page.number(Figures.decimals(s.rmse(), 2)).number(Figures.decimals(s.mape(), 1));
          page.number(Figures.decimals(s.rtae(), 3)).number(Figures.decimals(s.bias(), 2));
          page.number(Figures.decimals(s.r2(), 3)).raw("</tr>\n");
        });
    page.endTable();
    page.paragraph(
        "MAE and RMSE: mean and root mean square of the errors, in persons. MAPE: mean error in"
            + " percent of the truth, over inhabited areas. RTAE: sum of all errors over the sum of"
            + " the truth; 0 is perfect. Bias: mean of estimate minus truth.");
  }

  private void scatter(List<AreaError> areas) {
    double most = 1;
    for (AreaError a : areas) {
      most = Math.max(most, Math.max(a.truth(), zeroIfNone(a.estimate())));
    }
    double tick = MapPanel.roundDown(most / FEWEST_TICKS);
    int ticks = (int) Math.ceil(most / tick);
    double top = tick * ticks;
    double scale = (SIDE - 2.0 * MARGIN) / top;
    svg(SIDE, SIDE, "Scatter plot: estimated persons of each area over its true persons");
    for (int i = 0; i <= ticks; i++) {
      double value = tick * i;
      double at = MARGIN + value * scale;
      line(at, SIDE - MARGIN, at, MARGIN, "var(--line)");
      line(MARGIN, SIDE - at, SIDE - MARGIN, SIDE - at, "var(--line)");
      text(at, SIDE - MARGIN + 20.0, "middle", Figures.decimals(value, tick < 1 ? 1 : 0));
      text(MARGIN - 8.0, SIDE - at + 5, "end", Figures.decimals(value, tick < 1 ? 1 : 0));
    }
    line(MARGIN, SIDE - MARGIN, SIDE - MARGIN, MARGIN, "var(--soft)");
    int step = Math.max(1, areas.size() / MOST_DOTS);
    for (int i = 0; i < areas.size(); i += step) {
      AreaError a = areas.get(i);
      page.raw(
          String.format(
              Locale.ROOT,
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.2\" fill=\"var(--ember)\""
                  + " fill-opacity=\"0.45\"/>\n",
              MARGIN + a.truth() * scale,
              SIDE - MARGIN - zeroIfNone(a.estimate()) * scale));
    }
    text(SIDE / 2.0, SIDE - 12.0, "middle", "true persons");
    page.raw("<g transform=\"rotate(-90 14 " + SIDE / 2 + ")\">");
    text(14, SIDE / 2.0, "middle", "estimated persons");
    page.raw("</g></svg>\n");
    if (step > 1) {
      page.paragraph("Of the areas, one in " + step + " is shown.");
    }
  }

  /** Areas by the error of each: red has too many persons, blue too few. */
  private void map(List<AreaError> errors, List<TruthArea> areas) {
    Envelope extent = new Envelope();
    areas.forEach(a -> extent.expandToInclude(a.area().getEnvelopeInternal()));
    double scale = (SIDE * 1.4) / Math.max(extent.getWidth(), extent.getHeight());
    int width = (int) Math.ceil(extent.getWidth() * scale) + 2;
    int height = (int) Math.ceil(extent.getHeight() * scale) + 2;
    double worst = scaleOf(errors);
    svg(width, height, "Map: error of each area");
    int next = 0;
    for (TruthArea area : areas) {
      if (Double.isNaN(area.persons())) {
        continue;
      }
      AreaError e = errors.get(next++);
      double error = zeroIfNone(e.estimate()) - e.truth();
      page.raw("<path d=\"").raw(path(area.area(), extent, scale));
      page.raw("\" fill=\"" + colour(error / worst) + "\" stroke=\"#888\" stroke-width=\"0.3\">");
      page.element(
          "title",
          String.format(
              Locale.ROOT,
              "%s: true %.1f, estimated %.1f",
              e.id(),
              e.truth(),
              zeroIfNone(e.estimate())));
      page.raw("</path>\n");
    }
    page.raw("</svg>\n");
    legend(worst);
  }

  /** The error that nineteen of twenty areas stay below: single ones would wash out the rest. */
  private static double scaleOf(List<AreaError> errors) {
    double[] sizes =
        errors.stream()
            .mapToDouble(e -> Math.abs(zeroIfNone(e.estimate()) - e.truth()))
            .sorted()
            .toArray();
    return Math.max(1, sizes[(int) (0.95 * (sizes.length - 1))]);
  }

  private void legend(double worst) {
    page.raw("<p>");
    for (double share : new double[] {-1, -0.5, 0, 0.5, 1}) {
      page.raw("<span style=\"display:inline-block;width:1em;height:1em;border:1px solid #888;");
      page.raw("background:" + colour(share) + "\"></span> ");
      String bound = Figures.decimals(Math.abs(share) * worst, 1);
      page.text(share == 0 ? "none" : (share < 0 ? "−" : "+") + bound);
      page.raw(Math.abs(share) == 1 ? " and more " : " ");
    }
    page.raw("persons: red has too many in the raster, blue too few.</p>\n");
  }

  /** From blue over white to red (ColorBrewer's RdBu). */
  private static String colour(double share) {
    double s = Math.max(-1, Math.min(1, share));
    int[] end = s < 0 ? new int[] {33, 102, 172} : new int[] {178, 24, 43};
    double t = Math.abs(s);
    return "#%02x%02x%02x".formatted(mix(end[0], t), mix(end[1], t), mix(end[2], t));
  }

  private static int mix(int end, double t) {
    return (int) Math.round(250 + (end - 250) * t);
  }

  @SuppressWarnings("unchecked")
  private static String path(Geometry area, Envelope extent, double scale) {
    StringBuilder path = new StringBuilder();
    for (Polygon p : (List<Polygon>) PolygonExtracter.getPolygons(area)) {
      ring(p.getExteriorRing().getCoordinates(), extent, scale, path);
      for (int i = 0; i < p.getNumInteriorRing(); i++) {
        ring(p.getInteriorRingN(i).getCoordinates(), extent, scale, path);
      }
    }
    return path.toString();
  }

  private static void ring(Coordinate[] points, Envelope extent, double scale, StringBuilder path) {
    String command = "M";
    for (Coordinate c : points) {
      path.append(
          String.format(
              Locale.ROOT,
              "%s%.1f %.1f",
              command,
              1 + (c.x - extent.getMinX()) * scale,
              1 + (extent.getMaxY() - c.y) * scale));
      command = "L";
    }
    path.append("Z");
  }

  private void svg(int width, int height, String label) {
    page.raw(
        "<svg viewBox=\"0 0 %d %d\" width=\"%d\" style=\"max-width:100%%\" role=\"img\""
            .formatted(width, height, width));
    page.raw(" aria-label=\"").text(label).raw("\" xmlns=\"http://www.w3.org/2000/svg\">\n");
  }

  private void line(double x0, double y0, double x1, double y1, String colour) {
    page.raw(
        String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>\n",
            x0,
            y0,
            x1,
            y1,
            colour));
  }

  private void text(double x, double y, String anchor, String any) {
    page.raw(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"13\""
                + " fill=\"currentColor\">",
            x,
            y,
            anchor));
    page.text(any).raw("</text>\n");
  }

  /** Who looks at a map where it has no value does not find its people either. */
  private static double zeroIfNone(double estimate) {
    return Double.isNaN(estimate) ? 0 : estimate;
  }
}
