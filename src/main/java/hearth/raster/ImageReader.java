package hearth.raster;

import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads blocks of a mosaic on one working grid. One owner, one thread: open one per worker.
 *
 * <p>How pixels are resampled is said in {@link WarpedImage}, what counts as blank in {@link
 * BlankAreas}. A pixel does not depend on the window in which it is read, but for blank areas that
 * the window cuts.
 */
public final class ImageReader implements AutoCloseable {
  /** Files that are kept open; a mosaic may have thousands. */
  private static final int MAX_OPEN = 32;

  private final List<ImageFile> images;
  private final List<PixelWindow> footprints = new ArrayList<>();
  private final List<Stretch> stretches;
  private final Grid grid;
  private final BlankAreas blank;
  private final Map<Integer, WarpedImage> open =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, WarpedImage> eldest) {
          if (size() <= MAX_OPEN) {
            return false;
          }
          eldest.getValue().close();
          return true;
        }
      };
  private PixelWindow lastWindow;
  private byte[] lastBlank;

  ImageReader(List<ImageFile> images, ImageryOptions options, List<Stretch> stretches, Grid grid) {
    this.images = images;
    this.stretches = stretches;
    this.grid = grid;
    images.forEach(i -> footprints.add(WarpedImage.footprint(i, grid)));
    this.blank =
        options.blank() == BlankPolicy.KEEP
            ? null
            : new BlankAreas(grid.cellAreaSquareMetres(grid.width() / 2, grid.height() / 2));
  }

  public Grid grid() {
    return grid;
  }

  /**
   * The pixels of a window. It may reach outside the grid and the imagery; there nothing is valid.
   *
   * @throws hearth.geo.InputException where a file turns out to be damaged
   */
  public ImageBlock read(PixelWindow window) {
    int n = Math.multiplyExact(window.width(), window.height());
    byte[] rgb = new byte[3 * n];
    byte[] valid = new byte[n];
    lastWindow = window;
    lastBlank = new byte[n];
    PixelWindow wanted = window.grow(blank == null ? 0 : blank.marginPixels());
    for (int i = 0; i < images.size(); i++) {
      PixelWindow part = wanted.intersection(footprints.get(i));
      if (!part.intersection(window).isEmpty()) {
        lay(i, part, window, rgb, valid);
      }
    }
    return new ImageBlock(grid.sub(window), rgb, valid);
  }

  /**
   * How many pixels of the last block, inside a window, were left out as blank: constant areas that
   * no file declares as nodata.
   */
  public int blankPixels(PixelWindow within) {
    if (lastWindow == null) {
      return 0;
    }
    PixelWindow part = within.intersection(lastWindow);
    int count = 0;
    for (int r = part.row(); r < part.endRow(); r++) {
      for (int c = part.column(); c < part.endColumn(); c++) {
        count += lastBlank[(r - lastWindow.row()) * lastWindow.width() + c - lastWindow.column()];
      }
    }
    return count;
  }

  @Override
  public void close() {
    open.values().forEach(WarpedImage::close);
    open.clear();
  }

  /** Lays what one file shows over what the files before it showed. */
  private void lay(int index, PixelWindow part, PixelWindow window, byte[] rgb, byte[] valid) {
    WarpedImage warped = warped(index);
    ImageFile image = warped.image();
    WarpedBlock block = warped.read(part);
    byte[] removed =
        blank == null
            ? new byte[block.valid().length]
            : blank.remove(block, image, footprints.get(index), warped.gridPixelsPerSourcePixel());
    int n = window.width() * window.height();
    double[][] stretch = stretch(image);
    boolean bytes = image.isEightBit(); // resampled to bytes again
    PixelWindow shown = part.intersection(window);
    for (int r = shown.row(); r < shown.endRow(); r++) {
      for (int c = shown.column(); c < shown.endColumn(); c++) {
        int from = (r - part.row()) * part.width() + c - part.column();
        int to = (r - window.row()) * window.width() + c - window.column();
        if (block.valid()[from] == 1) {
          for (int channel = 0; channel < 3; channel++) {
            float v = block.value(block.planes() == 3 ? channel : 0, from);
            rgb[channel * n + to] = bytes ? (byte) (int) v : eightBit(v, stretch[channel]);
          }
          valid[to] = 1;
          lastBlank[to] = 0;
        } else if (removed[from] == 1 && valid[to] == 0) {
          lastBlank[to] = 1;
        }
      }
    }
  }

  private WarpedImage warped(int index) {
    WarpedImage known = open.get(index);
    if (known == null) {
      known = new WarpedImage(images.get(index), grid, footprints.get(index), images.get(0).wkt());
      open.put(index, known);
    }
    return known;
  }

  /** Per channel: what becomes 0, and how many levels a unit is. */
  private double[][] stretch(ImageFile image) {
    double[][] result = {{0, 1}, {0, 1}, {0, 1}};
    for (Stretch s : stretches) {
      if (!image.isEightBit() && s.type().equals(image.type())) {
        result[s.channel()] = new double[] {s.low(), 255 / (s.high() - s.low())};
      }
    }
    return result;
  }

  private static byte eightBit(float value, double[] stretch) {
    return (byte) Math.round(Math.max(0, Math.min(255, (value - stretch[0]) * stretch[1])));
  }
}
