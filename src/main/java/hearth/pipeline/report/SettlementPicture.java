package hearth.pipeline.report;

import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.population.CensusUnit;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.locationtech.jts.geom.Envelope;

/**
 * Settled cells by who says so: green where the model sees a building, blue where the map has one,
 * dark where both agree.
 */
public final class SettlementPicture {
  /**
   * Colours by the bits of {@link hearth.population.SettledBy}; of Okabe and Ito, apart for all.
   */
  private static final int[] COLOURS = {0x00FFFFFF, 0xFF009E73, 0xFF56B4E9, 0xFF1B4965};

  private static final String[] LABELS = {"", "model alone", "map alone", "model and map"};
  private static final int SIZE = 960;
  private static final int LEGEND = 34;
  private static final Color PAPER = new Color(0xF4F2EE);

  private SettlementPicture() {}

  /**
   * Writes the picture as PNG; an existing file is replaced.
   *
   * @param crs metric reference system of the units; the picture is drawn in it
   * @param grid frame of the cells
   * @param settled bits of each cell, row by row; NaN where nobody looked
   */
  public static void write(Path file, Crs crs, Grid grid, float[] settled, List<CensusUnit> units)
      throws IOException {
    if (!ImageIO.write(draw(crs, grid, settled, units), "png", file.toFile())) {
      throw new IOException(file + ": this Java runtime cannot write PNG");
    }
  }

  static BufferedImage draw(Crs crs, Grid grid, float[] settled, List<CensusUnit> units) {
    Envelope extent = grid.crs().to(crs).apply(grid.extent());
    PanelFrame frame = PanelFrame.fit(crs, extent, SIZE, SIZE);
    BufferedImage picture =
        new BufferedImage(frame.width(), frame.height() + LEGEND, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = picture.createGraphics();
    try {
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      g.setColor(PAPER);
      g.fillRect(0, 0, picture.getWidth(), picture.getHeight());
      MapPanel panel = new MapPanel(frame, g);
      panel.cells(grid, i -> Float.isNaN(settled[i]) ? 0 : COLOURS[(int) settled[i]]);
      panel.units(units);
      panel.furniture();
      legend(g, frame);
    } finally {
      g.dispose();
    }
    return picture;
  }

  private static void legend(Graphics2D g, PanelFrame frame) {
    g.setColor(Color.WHITE);
    g.fillRect(0, frame.height(), frame.width(), LEGEND);
    Lettering lettering = Lettering.plain(14);
    double x = 12;
    for (int by = 1; by < COLOURS.length; by++) {
      g.setColor(new Color(COLOURS[by]));
      g.fillRect((int) x, frame.height() + 9, 16, 16);
      g.setColor(new Color(0x222222));
      lettering.draw(g, LABELS[by], x + 22, frame.height() + 22.0);
      x += 40 + lettering.width(LABELS[by]);
    }
  }
}
