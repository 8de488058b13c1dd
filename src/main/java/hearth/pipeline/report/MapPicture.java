package hearth.pipeline.report;

import hearth.footprint.Building;
import hearth.footprint.OutlineStyle;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.population.CensusUnit;
import hearth.raster.ImageBlock;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;

/**
 * The map of a run: outlines by status over the imagery, and beside it, where there was a census,
 * persons per cell over the dimmed imagery. North is up; both panels have the same frame.
 */
public final class MapPicture {
  private static final int MARGIN = 20;
  private static final int PANEL_SIZE = 960;
  private static final int WIDE_PANEL_WIDTH = 1400;
  private static final double WIDE = 1.8;
  private static final int HEADING_HEIGHT = 34;
  private static final int LEGEND_LINE = 26;
  private static final int SWATCH = 16;
  private static final BasicStroke LINE = new BasicStroke(2.4f);
  private static final BasicStroke BROKEN_LINE =
      new BasicStroke(
          2.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {3, 2}, 0);
  static final Color HOLE = new Color(0xC6, 0x28, 0x28);
  private static final Color PAPER = Color.WHITE;
  private static final Color INK = new Color(0x22, 0x22, 0x22);
  private static final Color SOFT_INK = new Color(0x66, 0x66, 0x66);

  static {
    // A runtime made for servers has no window system to ask, also where a display is set.
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
  }

  private MapPicture() {}

  /**
   * What the map shows.
   *
   * @param background the imagery, or an overview of it, about 1000 pixels wide; any reference
   *     system, any direction of its axes
   * @param crs metric reference system of the outlines; the map is drawn in it
   * @param buildings all candidates, outlines in {@code crs}
   * @param missing tiles that failed, in {@code crs}
   * @param units census units, areas in {@code crs}; empty without a census
   * @param density persons per cell; empty without a census
   * @param attribution line under the map: whom to name for imagery and buildings
   */
  public record Scene(
      ImageBlock background,
      Crs crs,
      List<Building> buildings,
      List<Geometry> missing,
      List<CensusUnit> units,
      Optional<Density> density,
      String attribution) {
    public Scene {
      Objects.requireNonNull(background, "background");
      Objects.requireNonNull(crs, "crs");
      buildings = List.copyOf(buildings);
      missing = List.copyOf(missing);
      units = List.copyOf(units);
      Objects.requireNonNull(density, "density");
      Objects.requireNonNull(attribution, "attribution");
    }
  }

  /**
   * Persons per cell.
   *
   * @param grid frame of the cells, in any reference system
   * @param persons row by row, NaN where nobody looked; not written to
   */
  public record Density(Grid grid, float[] persons) {
    public Density {
      if (persons.length != Math.multiplyExact(grid.width(), grid.height())) {
        throw new IllegalArgumentException(
            "%d x %d cells, given %d figures"
                .formatted(grid.width(), grid.height(), persons.length));
      }
    }
  }

  /** One entry of a legend. */
  private record Entry(Color colour, Kind kind, String label) {}

  private enum Kind {
    AREA,
    LINE,
    BROKEN_LINE
  }

  /** Draws the map; without a usable font it has no text. */
  public static BufferedImage draw(Scene scene) {
    Grid grid = scene.background().grid();
    Envelope extent = grid.crs().to(scene.crs()).apply(grid.extent());
    boolean two = scene.density().isPresent();
    boolean stacked = extent.getWidth() > WIDE * extent.getHeight();
    PanelFrame frame =
        PanelFrame.fit(
            scene.crs(), extent, stacked || !two ? WIDE_PANEL_WIDTH : PANEL_SIZE, PANEL_SIZE);
    List<Entry> outlines = outlineLegend(scene.buildings(), scene.missing().size());
    List<Entry> cells = scene.density().map(MapPicture::densityLegend).orElse(List.of());
    int legendLines =
        Math.max(lines(outlines, frame.width()).size(), lines(cells, frame.width()).size());
    int panelHeight = HEADING_HEIGHT + frame.height() + 8 + legendLines * LEGEND_LINE;
    int across = two && !stacked ? 2 : 1;
    int down = two && stacked ? 2 : 1;
    int width = MARGIN + across * (frame.width() + MARGIN);
    int height = MARGIN / 2 + down * (panelHeight + MARGIN / 2) + LEGEND_LINE;

    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = picture.createGraphics();
    try {
      smooth(g);
      g.setColor(PAPER);
      g.fillRect(0, 0, width, height);
      BufferedImage imagery = new Backdrop(scene.background(), frame).colour();
      drawPanel(
          g,
          MARGIN,
          MARGIN / 2,
          frame,
          "Buildings",
          imagery,
          outlines,
          p -> {
            p.buildings(scene.buildings());
            p.holes(scene.missing());
          });
      if (two) {
        int x = stacked ? MARGIN : MARGIN + frame.width() + MARGIN;
        int y = stacked ? MARGIN + panelHeight : MARGIN / 2;
        BufferedImage dimmed = Backdrop.dimmed(imagery);
        drawPanel(g, x, y, frame, "Persons per cell", dimmed, cells, p -> density(p, scene));
      }
      g.setColor(SOFT_INK);
      Lettering small = Lettering.plain(13);
      String line = small.fitted(scene.attribution(), width - 2.0 * MARGIN);
      small.draw(g, line, MARGIN, height - 10.0);
    } finally {
      g.dispose();
    }
    return picture;
  }

  /** Writes the map as PNG; an existing file is replaced. */
  public static void write(Path file, Scene scene) throws IOException {
    if (!ImageIO.write(draw(scene), "png", file.toFile())) {
      throw new IOException(file + ": this Java runtime cannot write PNG");
    }
  }

  private static void density(MapPanel panel, Scene scene) {
    Density density = scene.density().orElseThrow();
    panel.density(density, DensityScale.covering(density.persons()));
    panel.faintBuildings(scene.buildings());
    panel.holes(scene.missing());
    panel.units(scene.units());
  }

  private static void drawPanel(
      Graphics2D page,
      int x,
      int y,
      PanelFrame frame,
      String heading,
      BufferedImage ground,
      List<Entry> legend,
      Consumer<MapPanel> content) {
    page.setColor(INK);
    Lettering.bold(18).draw(page, heading, x, y + HEADING_HEIGHT - 12.0);
    int top = y + HEADING_HEIGHT;
    Graphics2D g = (Graphics2D) page.create(x, top, frame.width(), frame.height());
    try {
      g.drawImage(ground, 0, 0, null);
      MapPanel panel = new MapPanel(frame, g);
      content.accept(panel);
      panel.furniture();
    } finally {
      g.dispose();
    }
    drawLegend(page, x, top + frame.height() + 8, frame.width(), legend);
  }

  private static void drawLegend(Graphics2D g, int x, int y, int room, List<Entry> legend) {
    Lettering lettering = Lettering.plain(14);
    double baseline = y + 18.0;
    for (List<Entry> line : lines(legend, room)) {
      double at = x;
      for (Entry entry : line) {
        Rectangle2D box = new Rectangle2D.Double(at + 1, baseline - 13, SWATCH, SWATCH - 2.0);
        g.setStroke(new BasicStroke(1));
        if (entry.kind() == Kind.AREA) {
          g.setColor(entry.colour());
          g.fill(box);
          g.setColor(SOFT_INK);
          g.draw(box);
        } else {
          // Outlines are shown on a dark ground, as they are on the imagery.
          g.setColor(new Color(0x55, 0x55, 0x50));
          g.fill(box);
          g.setColor(entry.colour());
          g.setStroke(entry.kind() == Kind.LINE ? LINE : BROKEN_LINE);
          g.draw(new Rectangle2D.Double(at + 3.5, baseline - 10.5, SWATCH - 5.0, SWATCH - 7.0));
        }
        g.setColor(INK);
        lettering.draw(g, entry.label(), at + SWATCH + 7, baseline);
        at += width(entry);
      }
      baseline += LEGEND_LINE;
    }
  }

  /** The entries broken into lines of at most {@code room} pixels. */
  private static List<List<Entry>> lines(List<Entry> legend, int room) {
    List<List<Entry>> lines = new ArrayList<>();
    double used = Double.POSITIVE_INFINITY;
    for (Entry entry : legend) {
      if (used + width(entry) > room) {
        lines.add(new ArrayList<>());
        used = 0;
      }
      lines.get(lines.size() - 1).add(entry);
      used += width(entry);
    }
    return lines;
  }

  private static double width(Entry entry) {
    return SWATCH + 7 + Lettering.plain(14).width(entry.label()) + 18;
  }

  private static List<Entry> outlineLegend(List<Building> buildings, int missing) {
    if (!Lettering.isUsable()) {
      return List.of();
    }
    Map<OutlineStyle, Integer> counts = new EnumMap<>(OutlineStyle.class);
    for (Building b : buildings) {
      counts.merge(OutlineStyle.of(b.status(), b.source()), 1, Integer::sum);
    }
    List<Entry> legend = new ArrayList<>();
    List<OutlineStyle> styles = new ArrayList<>(OutlineStyle.bottomToTop());
    Collections.reverse(styles);
    for (OutlineStyle style : styles) {
      if (counts.containsKey(style)) {
        legend.add(
            new Entry(
                style.colour(),
                style.isBroken() ? Kind.BROKEN_LINE : Kind.LINE,
                String.format(Locale.ROOT, "%s (%,d)", style.label(), counts.get(style))));
      }
    }
    if (missing > 0) {
      legend.add(
          new Entry(HOLE, Kind.AREA, String.format(Locale.ROOT, "failed tiles (%,d)", missing)));
    }
    return legend;
  }

  private static List<Entry> densityLegend(Density density) {
    if (!Lettering.isUsable()) {
      return List.of();
    }
    List<Entry> legend = new ArrayList<>();
    boolean nobody = false;
    boolean unknown = false;
    for (float persons : density.persons()) {
      nobody |= persons == 0;
      unknown |= Float.isNaN(persons);
    }
    if (nobody) {
      legend.add(new Entry(new Color(0xF2F2F2), Kind.AREA, "0"));
    }
    DensityScale scale = DensityScale.covering(density.persons());
    for (int i = 0; i < scale.classes(); i++) {
      legend.add(new Entry(scale.colour(i), Kind.AREA, scale.label(i)));
    }
    if (unknown) {
      legend.add(new Entry(new Color(0xA8A8A8), Kind.AREA, "not known"));
    }
    return legend;
  }

  private static void smooth(Graphics2D g) {
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
  }
}
