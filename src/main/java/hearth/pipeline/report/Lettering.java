package hearth.pipeline.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Text on a picture. A Java runtime without fontconfig or without any font cannot draw text at all:
 * then nothing is drawn and nothing takes room.
 */
final class Lettering {
  private static final Logger LOG = LoggerFactory.getLogger(Lettering.class);
  private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);
  private static final boolean USABLE = probe();

  private final Font font;

  private Lettering(int style, int size) {
    font = new Font(Font.SANS_SERIF, style, size);
  }

  static Lettering plain(int size) {
    return new Lettering(Font.PLAIN, size);
  }

  static Lettering bold(int size) {
    return new Lettering(Font.BOLD, size);
  }

  static boolean isUsable() {
    return USABLE;
  }

  private static boolean probe() {
    try {
      return new Font(Font.SANS_SERIF, Font.PLAIN, 12).getStringBounds("0", CONTEXT).getWidth() > 0;
    } catch (RuntimeException | LinkageError | InternalError e) {
      LOG.warn(
          "map.png will have no text: this Java finds no fonts ({}). Install fontconfig and a font"
              + " such as fonts-dejavu-core.",
          e.toString());
      return false;
    }
  }

  double width(String text) {
    return USABLE ? font.getStringBounds(text, CONTEXT).getWidth() : 0;
  }

  /** Draws with the base line's left end at (x, y). */
  void draw(Graphics2D g, String text, double x, double y) {
    if (USABLE && !text.isEmpty()) {
      g.setFont(font);
      g.drawString(text, (float) x, (float) y);
    }
  }

  /** Draws centred over x in one colour with a rim of another, readable on any ground. */
  void drawHalo(Graphics2D g, String text, double x, double y, Color ink, Color rim) {
    if (!USABLE || text.isEmpty()) {
      return;
    }
    double left = x - width(text) / 2;
    Shape glyphs = font.createGlyphVector(CONTEXT, text).getOutline((float) left, (float) y);
    g.setColor(rim);
    g.setStroke(new BasicStroke(3.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(glyphs);
    g.setColor(ink);
    g.fill(glyphs);
  }

  /** Shortens to a width, with an ellipsis. */
  String fitted(String text, double room) {
    if (width(text) <= room) {
      return text;
    }
    int end = text.length();
    while (end > 0 && width(text.substring(0, end) + "…") > room) {
      end--;
    }
    return text.substring(0, end) + "…";
  }
}
