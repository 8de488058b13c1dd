package hearth.pipeline.report;

import hearth.footprint.Building;
import hearth.footprint.OutlineStyle;
import hearth.geo.Grid;
import hearth.pipeline.report.MapPicture.Density;
import hearth.population.CensusUnit;
import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.locationtech.jts.awt.ShapeWriter;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Point;

/** What is drawn inside one panel of the map; the graphics' origin is the panel's corner. */
final class MapPanel {
  /** Below this many pixels a metre, an outline is a smudge: buildings are filled instead. */
  private static final double OUTLINE_PIXELS_PER_METRE = 0.25;

  private static final Color CASING = new Color(0, 0, 0, 150);
  private static final Color HOLE_VEIL =
      new Color(
          MapPicture.HOLE.getRed(), MapPicture.HOLE.getGreen(), MapPicture.HOLE.getBlue(), 110);
  private static final Color INK = new Color(0x22, 0x22, 0x22);
  private static final float CELL_OPACITY = 0.72f;

  private final PanelFrame frame;
  private final Graphics2D g;

  MapPanel(PanelFrame frame, Graphics2D g) {
    this.frame = frame;
    this.g = g;
  }

  /** Outlines by style, the least important first. */
  void buildings(List<Building> buildings) {
    boolean outlines = frame.pixelsPerMetre() >= OUTLINE_PIXELS_PER_METRE;
    Map<OutlineStyle, List<Shape>> shapes = new EnumMap<>(OutlineStyle.class);
    for (Building b : buildings) {
      shapes
          .computeIfAbsent(OutlineStyle.of(b.status(), b.source()), style -> new ArrayList<>())
          .add(shape(b.outline()));
    }
    for (OutlineStyle style : OutlineStyle.bottomToTop()) {
      List<Shape> ofStyle = shapes.getOrDefault(style, List.of());
      if (outlines) {
        drawOutlines(style, ofStyle);
      } else {
        g.setColor(style.colour());
        ofStyle.forEach(g::fill);
      }
    }
  }

  private void drawOutlines(OutlineStyle style, List<Shape> shapes) {
    // One path, so that casings of neighbours do not darken each other.
    Path2D path = new Path2D.Double();
    shapes.forEach(shape -> path.append(shape, false));
    if (!style.isBroken()) {
      g.setColor(CASING);
      g.setStroke(solid(3.2f));
      g.draw(path);
    }
    g.setColor(style.colour());
    g.setStroke(style.isBroken() ? broken(1.3f) : solid(1.7f));
    g.draw(path);
  }

  /** Tiles that failed: what is on that ground is not known. */
  void holes(List<Geometry> holes) {
    for (Geometry hole : holes) {
      Shape shape = shape(hole);
      g.setColor(HOLE_VEIL);
      g.fill(shape);
      g.setColor(MapPicture.HOLE);
      g.setStroke(solid(1.7f));
      g.draw(shape);
    }
  }

  /** Persons per cell: nobody is a light veil, where nobody looked is left bare. */
  void density(Density density, DensityScale scale) {
    g.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, CELL_OPACITY));
    cells(
        density.grid(),
        i -> {
          float persons = density.persons()[i];
          return persons > 0
              ? scale.colour(scale.classOf(persons)).getRGB()
              : persons == 0 ? 0xA0FFFFFF : 0;
        });
    g.setComposite(AlphaComposite.SrcOver);
  }

  /**
   * Cells of a grid.
   *
   * @param argb colour of a cell by its number, row by row
   */
  void cells(Grid grid, IntUnaryOperator argb) {
    Warp warp = new Warp(frame, grid);
    BufferedImage veil =
        new BufferedImage(frame.width(), frame.height(), BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < frame.height(); y++) {
      for (int x = 0; x < frame.width(); x++) {
        int column = (int) Math.floor(warp.column(x + 0.5, y + 0.5));
        int row = (int) Math.floor(warp.row(x + 0.5, y + 0.5));
        if (column >= 0 && row >= 0 && column < grid.width() && row < grid.height()) {
          veil.setRGB(x, y, argb.applyAsInt(row * grid.width() + column));
        }
      }
    }
    g.drawImage(veil, 0, 0, null);
  }

  /** Outlines of buildings as thin dark lines, for orientation under the figures. */
  void faintBuildings(List<Building> buildings) {
    if (frame.pixelsPerMetre() < OUTLINE_PIXELS_PER_METRE) {
      return;
    }
    g.setColor(new Color(0, 0, 0, 110));
    g.setStroke(solid(0.8f));
    buildings.stream().filter(b -> b.status().isMerged()).forEach(b -> g.draw(shape(b.outline())));
  }

  /** Borders and ids of the census units. */
  void units(List<CensusUnit> units) {
    Lettering lettering = Lettering.bold(15);
    for (CensusUnit unit : units) {
      Shape border = shape(unit.area());
      g.setColor(new Color(255, 255, 255, 200));
      g.setStroke(solid(3.4f));
      g.draw(border);
      g.setColor(INK);
      g.setStroke(solid(1.3f));
      g.draw(border);
    }
    for (CensusUnit unit : units) {
      Point inside = unit.area().getInteriorPoint();
      if (!inside.isEmpty()) {
        double[] p = {inside.getX(), inside.getY()};
        frame.toPixels().transform(p, 0, p, 0, 1);
        lettering.drawHalo(g, unit.id(), p[0], p[1], INK, Color.WHITE);
      }
    }
  }

  /** Scale bar at the lower left, north arrow at the upper right. */
  void furniture() {
    double metres = roundDown(frame.extent().getWidth() / 4);
    double length = metres * frame.pixelsPerMetre();
    double x = 16;
    double y = frame.height() - 18.0;
    Path2D bar = new Path2D.Double();
    bar.moveTo(x, y - 6);
    bar.lineTo(x, y);
    bar.lineTo(x + length, y);
    bar.lineTo(x + length, y - 6);
    rimmed(bar);
    String label =
        metres >= 1000
            ? String.format(Locale.ROOT, "%.0f km", metres / 1000)
            : metres >= 1
                ? String.format(Locale.ROOT, "%.0f m", metres)
                : String.format(Locale.ROOT, "%.0f cm", metres * 100);
    Lettering.bold(14).drawHalo(g, label, x + length / 2, y - 8, INK, Color.WHITE);

    double cx = frame.width() - 26.0;
    Path2D arrow = new Path2D.Double();
    arrow.moveTo(cx, 14);
    arrow.lineTo(cx + 8, 38);
    arrow.lineTo(cx, 32);
    arrow.lineTo(cx - 8, 38);
    arrow.closePath();
    g.setColor(Color.WHITE);
    g.setStroke(solid(4f));
    g.draw(arrow);
    g.setColor(INK);
    g.fill(arrow);
    Lettering.bold(14).drawHalo(g, "N", cx, 54, INK, Color.WHITE);
  }

  private void rimmed(Shape line) {
    g.setColor(Color.WHITE);
    g.setStroke(solid(5f));
    g.draw(line);
    g.setColor(INK);
    g.setStroke(solid(2f));
    g.draw(line);
  }

  /** The largest of 1, 2, 5 times a power of ten that is not larger. */
  static double roundDown(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    return power * (value >= 5 * power ? 5 : value >= 2 * power ? 2 : 1);
  }

  private Shape shape(Geometry geometry) {
    var toPixels = frame.toPixels();
    double[] xy = new double[2];
    ShapeWriter writer =
        new ShapeWriter(
            (Coordinate world, Point2D pixel) -> {
              xy[0] = world.x;
              xy[1] = world.y;
              toPixels.transform(xy, 0, xy, 0, 1);
              pixel.setLocation(xy[0], xy[1]);
            });
    return writer.toShape(geometry);
  }

  private static BasicStroke solid(float width) {
    return new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  }

  private static BasicStroke broken(float width) {
    return new BasicStroke(
        width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {4, 3}, 0);
  }
}
