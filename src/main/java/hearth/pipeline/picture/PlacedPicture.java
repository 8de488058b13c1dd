package hearth.pipeline.picture;

import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.InputException;
import hearth.raster.ImageryOptions;
import hearth.raster.Picture;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.util.AffineTransformation;

/**
 * A picture under its file's name, and the way between its pixels and the world.
 *
 * @param file for messages
 * @param picture its pixels
 */
public record PlacedPicture(String file, Picture picture) {

  /**
   * Reads an image file.
   *
   * @throws InputException for one that cannot be worked with
   */
  public static PlacedPicture read(String file, ImageryOptions options) {
    return new PlacedPicture(file, Picture.read(file, options));
  }

  /** Whether the file says where the picture lies. */
  public boolean isPlaced() {
    return picture.place().isPresent();
  }

  /**
   * The box in pixels around a box in the picture's reference system.
   *
   * @throws InputException if the picture lies nowhere
   */
  public Envelope toPixels(Envelope map) {
    Affine inverse = place().affine().inverse();
    Envelope pixels = new Envelope();
    for (double x : List.of(map.getMinX(), map.getMaxX())) {
      for (double y : List.of(map.getMinY(), map.getMaxY())) {
        pixels.expandToInclude(inverse.apply(x, y));
      }
    }
    return pixels;
  }

  /**
   * A position in the picture's reference system in pixels.
   *
   * @throws InputException if the picture lies nowhere
   */
  public Coordinate toPixels(double x, double y) {
    return place().affine().inverse().apply(x, y);
  }

  /**
   * An outline in pixels as longitude and latitude.
   *
   * @throws InputException if the picture lies nowhere
   */
  public Geometry toLonLat(Geometry pixels) {
    Grid grid = place();
    return grid.crs().to(Crs.WGS84).apply(grid.affine().toJts().transform(pixels));
  }

  /**
   * From pixels to a plane in which a length is as long on the ground in all directions, as it is
   * in the middle of the picture, and a pixel has an area of 1; pixels as they are where the
   * picture lies nowhere.
   */
  public AffineTransformation toSquarePixels() {
    AffineTransformation square = new AffineTransformation();
    if (isPlaced()) {
      Affine a = place().affine();
      square = new AffineTransformation(a.scaleX(), a.shearX(), 0, a.shearY(), a.scaleY(), 0);
      if (place().crs().isGeographic()) {
        Envelope frame = frame();
        double latitude = a.apply(frame.centre().x, frame.centre().y).y;
        square.scale(Math.cos(Math.toRadians(latitude)), 1);
      }
      double side = Math.sqrt(Math.abs(square.getDeterminant()));
      square.scale(1 / side, 1 / side);
    }
    return square;
  }

  /** The picture's frame in pixels. */
  public Envelope frame() {
    return new Envelope(0, picture.pixels().width(), 0, picture.pixels().height());
  }

  private Grid place() {
    return picture
        .place()
        .orElseThrow(
            () ->
                new InputException(
                    file + " does not say where it lies",
                    "Give prompts in pixels, without --map; or georeference the picture."));
  }
}
