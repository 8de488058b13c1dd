package hearth.raster;

import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.Geodesy;
import hearth.geo.Grid;
import hearth.geo.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.gdal.gdal.Band;
import org.gdal.gdal.Dataset;
import org.gdal.gdal.gdal;
import org.gdal.gdalconst.gdalconstConstants;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;

/**
 * One image file as it was found and checked.
 *
 * @param file path or GDAL's virtual path
 * @param wkt horizontal reference system in GDAL's words
 * @param grid frame
 * @param bands numbers of the bands used: three, or one for panchromatic imagery. Empty for a
 *     palette image, whose colours are looked up
 * @param alphaBand number of the alpha band; 0 without one
 * @param type GDAL's name of the pixel type
 * @param maximum largest value of the type; NaN for floating point
 * @param lossy whether compression has changed values, so that a constant is only nearly constant
 * @param overviewWidths width of each overview, in GDAL's order
 */
record ImageFile(
    String file,
    String wkt,
    Grid grid,
    List<Integer> bands,
    int alphaBand,
    String type,
    double maximum,
    boolean lossy,
    List<Integer> overviewWidths) {

  private static final Set<String> LOSSY = Set.of("JPEG", "YCBCR JPEG", "WEBP", "JXL", "JPEG2000");
  private static final int EDGE_SAMPLES = 16;

  /** Opens, checks and describes a file. */
  static ImageFile inspect(String file, ImageryOptions options) {
    return inspect(file, options, RasterFile::grid);
  }

  /**
   * The same for a file that need not lie anywhere.
   *
   * @param frame what the file's grid is, by the open file and its name
   */
  static ImageFile inspect(
      String file, ImageryOptions options, BiFunction<Dataset, String, Grid> frame) {
    Dataset dataset = RasterFile.open(file);
    try {
      Grid grid = frame.apply(dataset, file);
      int alpha = alphaBand(dataset);
      boolean palette =
          options.bands().isEmpty()
              && dataset.GetRasterCount() == 1
              && RasterFile.palette(dataset.GetRasterBand(1)) != null;
      List<Integer> bands =
          palette
              ? List.of()
              : options.bands().isEmpty() ? choose(dataset, alpha) : options.bands();
      Band first = RasterFile.band(dataset, file, palette ? 1 : bands.get(0));
      int type = first.getDataType();
      for (int number : bands) {
        Band band = RasterFile.band(dataset, file, number);
        RasterFile.checkComplete(band, file, number);
        if (band.getDataType() != type) {
          throw new InputException(
              "%s: band %d is %s, band %d is %s"
                  .formatted(
                      file,
                      bands.get(0),
                      gdal.GetDataTypeName(type),
                      number,
                      gdal.GetDataTypeName(band.getDataType())),
              "Choose bands of one type.");
        }
      }
      if (palette) {
        RasterFile.checkComplete(first, file, 1);
      }
      List<Integer> overviews =
          IntStream.range(0, first.GetOverviewCount())
              .map(i -> first.GetOverview(i).getXSize())
              .boxed()
              .toList();
      return new ImageFile(
          file,
          RasterFile.wkt(dataset),
          grid,
          List.copyOf(bands),
          alpha,
          gdal.GetDataTypeName(type),
          maximum(type),
          isLossy(dataset),
          overviews);
    } finally {
      dataset.delete();
    }
  }

  boolean isPalette() {
    return bands.isEmpty();
  }

  /** Whether values are 0..255 as they stand. */
  boolean isEightBit() {
    return maximum == 255;
  }

  /** Colour bands that are read: 3, or 1 for panchromatic imagery. */
  int colours() {
    return isPalette() ? 3 : bands.size();
  }

  /** Outline in another reference system, its edges followed closely. */
  Envelope extentIn(Crs target) {
    Envelope extent = new Envelope();
    for (int i = 0; i <= EDGE_SAMPLES; i++) {
      double c = (double) grid.width() * i / EDGE_SAMPLES;
      double r = (double) grid.height() * i / EDGE_SAMPLES;
      for (Coordinate p :
          List.of(
              grid.affine().apply(c, 0),
              grid.affine().apply(c, grid.height()),
              grid.affine().apply(0, r),
              grid.affine().apply(grid.width(), r))) {
        extent.expandToInclude(grid.crs().to(target).apply(p.x, p.y));
      }
    }
    return extent;
  }

  /** Metres on the ground per pixel at the image's centre, the mean of both axes. */
  double groundResolution() {
    double c = grid.width() / 2.0;
    double r = grid.height() / 2.0;
    return Math.sqrt(metres(c - 1, r, c + 1, r) / 2 * (metres(c, r - 1, c, r + 1) / 2));
  }

  /**
   * Pixels of a target grid per pixel of this image, along this image's columns and rows, at its
   * centre.
   */
  double[] scaleTo(Grid target) {
    double c = grid.width() / 2.0;
    double r = grid.height() / 2.0;
    return new double[] {
      distanceOn(target, c - 1, r, c + 1, r) / 2, distanceOn(target, c, r - 1, c, r + 1) / 2
    };
  }

  private double distanceOn(Grid target, double c1, double r1, double c2, double r2) {
    return onGrid(target, c1, r1).distance(onGrid(target, c2, r2));
  }

  private Coordinate onGrid(Grid target, double column, double row) {
    Coordinate p = grid.affine().apply(column, row);
    Coordinate q = grid.crs().to(target.crs()).apply(p.x, p.y);
    Affine inverse = target.affine().inverse();
    return inverse.apply(q.x, q.y);
  }

  private double metres(double c1, double r1, double c2, double r2) {
    return metresBetween(grid.crs(), grid.affine().apply(c1, r1), grid.affine().apply(c2, r2));
  }

  /** Length on the ground between two positions of a reference system. */
  static double metresBetween(Crs crs, Coordinate a, Coordinate b) {
    Coordinate p = crs.to(Crs.WGS84).apply(a.x, a.y);
    Coordinate q = crs.to(Crs.WGS84).apply(b.x, b.y);
    return Geodesy.distanceMetres(p.x, p.y, q.x, q.y);
  }

  private static int alphaBand(Dataset dataset) {
    for (int i = 1; i <= dataset.GetRasterCount(); i++) {
      if (dataset.GetRasterBand(i).GetRasterColorInterpretation()
          == gdalconstConstants.GCI_AlphaBand) {
        return i;
      }
    }
    return 0;
  }

  private static List<Integer> choose(Dataset dataset, int alpha) {
    int[] byColour = new int[3];
    List<Integer> colours = new ArrayList<>();
    for (int i = 1; i <= dataset.GetRasterCount(); i++) {
      if (i == alpha) {
        continue;
      }
      colours.add(i);
      int meaning = dataset.GetRasterBand(i).GetRasterColorInterpretation();
      int place = meaning - gdalconstConstants.GCI_RedBand;
      if (place >= 0 && place < 3 && byColour[place] == 0) {
        byColour[place] = i;
      }
    }
    if (byColour[0] > 0 && byColour[1] > 0 && byColour[2] > 0) {
      return List.of(byColour[0], byColour[1], byColour[2]);
    }
    return colours.size() >= 3 ? colours.subList(0, 3) : colours.subList(0, 1);
  }

  private static double maximum(int type) {
    if (type == gdalconstConstants.GDT_Byte) {
      return 255;
    }
    if (type == gdalconstConstants.GDT_UInt16) {
      return 65535;
    }
    if (type == gdalconstConstants.GDT_Int16) {
      return 32767;
    }
    if (type == gdalconstConstants.GDT_UInt32) {
      return 4294967295.0;
    }
    return type == gdalconstConstants.GDT_Int32 ? 2147483647 : Double.NaN;
  }

  private static boolean isLossy(Dataset dataset) {
    String compression = dataset.GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE");
    return compression != null && LOSSY.contains(compression.toUpperCase(Locale.ROOT));
  }
}
