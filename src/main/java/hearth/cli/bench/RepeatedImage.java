package hearth.cli.bench;

import hearth.geo.Grid;
import hearth.raster.FloatRaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** An image as large as one likes that takes no disk: a GDAL VRT that shows a file many times. */
final class RepeatedImage {
  private static final int BANDS = 3;

  private RepeatedImage() {}

  /**
   * Writes the VRT.
   *
   * @param image a north-up GeoTIFF of 8 bits, whose first three bands are shown
   * @param times how often in each direction
   */
  static Path write(Path image, int times, Path vrt) throws IOException {
    Grid grid;
    try (FloatRaster raster = FloatRaster.open(image.toString(), 1)) {
      grid = raster.grid();
    }
    return write(
        image,
        grid,
        new Grid(grid.crs(), grid.affine(), grid.width() * times, grid.height() * times),
        vrt);
  }

  /**
   * Writes a VRT that says of the image's pixels that they lie elsewhere.
   *
   * @param image a GeoTIFF of 8 bits, whose first three bands are shown
   * @param target place and size of the VRT; the image is repeated to fill it
   */
  static Path write(Path image, Grid target, Path vrt) throws IOException {
    try (FloatRaster raster = FloatRaster.open(image.toString(), 1)) {
      return write(image, raster.grid(), target, vrt);
    }
  }

  private static Path write(Path image, Grid grid, Grid target, Path vrt) throws IOException {
    StringBuilder xml = new StringBuilder();
    xml.append(
        "<VRTDataset rasterXSize=\"%d\" rasterYSize=\"%d\">%n"
            .formatted(target.width(), target.height()));
    xml.append("<SRS>%s</SRS>%n".formatted(escaped(target.crs().wkt())));
    xml.append(
        "<GeoTransform>%s</GeoTransform>%n"
            .formatted(
                Arrays.stream(target.affine().toGdal())
                    .mapToObj(Double::toString)
                    .collect(Collectors.joining(","))));
    for (int band = 1; band <= BANDS; band++) {
      xml.append("<VRTRasterBand dataType=\"Byte\" band=\"%d\">%n".formatted(band));
      for (int row = 0; row * grid.height() < target.height(); row++) {
        for (int column = 0; column * grid.width() < target.width(); column++) {
          xml.append(source(image, band, grid, column, row));
        }
      }
      xml.append("</VRTRasterBand>\n");
    }
    xml.append("</VRTDataset>\n");
    return Files.writeString(vrt, xml);
  }

  private static String source(Path image, int band, Grid grid, int column, int row) {
    return """
    <SimpleSource><SourceFilename relativeToVRT="0">%s</SourceFilename><SourceBand>%d</SourceBand>
    <SrcRect xOff="0" yOff="0" xSize="%3$d" ySize="%4$d"/>
    <DstRect xOff="%5$d" yOff="%6$d" xSize="%3$d" ySize="%4$d"/></SimpleSource>
    """
        .formatted(
            escaped(image.toAbsolutePath().toString()),
            band,
            grid.width(),
            grid.height(),
            column * grid.width(),
            row * grid.height());
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
