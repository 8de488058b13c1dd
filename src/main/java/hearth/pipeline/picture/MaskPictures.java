package hearth.pipeline.picture;

import hearth.geo.InputException;
import hearth.raster.ImageBlock;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.locationtech.jts.awt.ShapeWriter;

/** Masks, and outlines on the picture, as PNG files. Files that are there already are replaced. */
public final class MaskPictures {
  /** Colours of Okabe and Ito (2008) that stand out on imagery, one object after the other. */
  private static final List<Color> COLOURS =
      List.of(
          new Color(0xe69f00),
          new Color(0x56b4e9),
          new Color(0xf0e442),
          new Color(0xcc79a7),
          new Color(0xd55e00),
          new Color(0x009e73));

  private static final int STROKES_PER_SIDE = 500;

  private MaskPictures() {}

  /**
   * Writes each mask at the picture's size, 0 outside and 255 inside: {@code mask0.png} for object
   * 0, or {@code mask0_2.png} for its mask 2.
   *
   * @param several whether the names hold the mask's number
   */
  public static void writeMasks(Path folder, List<FoundMask> masks, boolean several) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw notWritten(folder, e);
    }
    for (FoundMask mask : masks) {
      String name =
          several
              ? "mask%d_%d.png".formatted(mask.object(), mask.mask())
              : "mask%d.png".formatted(mask.object());
      BufferedImage image =
          new BufferedImage(
              mask.whole().picture().width(),
              mask.whole().picture().height(),
              BufferedImage.TYPE_BYTE_GRAY);
      byte[] pixels = mask.whole().pixels();
      System.arraycopy(
          pixels,
          0,
          ((DataBufferByte) image.getRaster().getDataBuffer()).getData(),
          0,
          pixels.length);
      write(image, folder.resolve(name));
    }
  }

  /** Writes the picture with the outlines drawn on it. */
  public static void writeOutlines(Path file, ImageBlock picture, List<FoundMask> masks) {
    BufferedImage image = image(picture);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    int side = Math.max(picture.width(), picture.height());
    graphics.setStroke(new BasicStroke(Math.max(1.5f, (float) side / STROKES_PER_SIDE)));
    ShapeWriter shapes = new ShapeWriter();
    for (FoundMask mask : masks) {
      graphics.setColor(COLOURS.get(mask.object() % COLOURS.size()));
      graphics.draw(shapes.toShape(mask.outline()));
    }
    graphics.dispose();
    write(image, file);
  }

  private static BufferedImage image(ImageBlock picture) {
    int pixels = picture.width() * picture.height();
    byte[] rgb = picture.rgb();
    int[] row = new int[picture.width()];
    BufferedImage image =
        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < row.length; x++) {
        int p = y * row.length + x;
        row[x] = (rgb[p] & 0xff) << 16 | (rgb[pixels + p] & 0xff) << 8 | rgb[2 * pixels + p] & 0xff;
      }
      image.setRGB(0, y, row.length, 1, row, 0, row.length);
    }
    return image;
  }

  private static void write(BufferedImage image, Path file) {
    try {
      ImageIO.write(image, "png", file.toFile());
    } catch (IOException e) {
      throw notWritten(file, e);
    }
  }

  private static InputException notWritten(Path file, IOException e) {
    return new InputException(
        file + " cannot be written: " + e.getMessage(),
        "Check that the folder exists, may be written to, and has room.",
        e);
  }
}
