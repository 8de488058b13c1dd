package hearth.geo;

import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.util.AffineTransformation;

/**
 * The affine map from pixel coordinates (column right, row down, (0, 0) the outer corner of the
 * first pixel) to world coordinates, in GDAL's order of terms.
 *
 * <p>{@code x = originX + column * scaleX + row * shearX}, {@code y = originY + column * shearY +
 * row * scaleY}. A north-up image has no shear and a negative {@code scaleY}.
 */
public record Affine(
    double originX, double scaleX, double shearX, double originY, double shearY, double scaleY) {

  /** Pixel coordinates themselves. */
  public static final Affine IDENTITY = new Affine(0, 1, 0, 0, 0, 1);

  public Affine {
    double determinant = scaleX * scaleY - shearX * shearY;
    if (!Double.isFinite(originX + originY + scaleX + scaleY + shearX + shearY)
        || !(Math.abs(determinant) > 0)) {
      throw new IllegalArgumentException(
          "not an invertible affine map: [%s, %s, %s, %s, %s, %s]"
              .formatted(originX, scaleX, shearX, originY, shearY, scaleY));
    }
  }

  /** From the six numbers of a GDAL geotransform. */
  public static Affine ofGdal(double[] t) {
    return new Affine(t[0], t[1], t[2], t[3], t[4], t[5]);
  }

  /** A north-up map with its upper left corner at (x, y). */
  public static Affine northUp(double x, double y, double width, double height) {
    return new Affine(x, width, 0, y, 0, -height);
  }

  /** The six numbers of a GDAL geotransform. */
  public double[] toGdal() {
    return new double[] {originX, scaleX, shearX, originY, shearY, scaleY};
  }

  /** World coordinates of a position in pixels. */
  public Coordinate apply(double column, double row) {
    return new Coordinate(
        originX + column * scaleX + row * shearX, originY + column * shearY + row * scaleY);
  }

  /** The map back from world coordinates to pixels. */
  public Affine inverse() {
    double det = scaleX * scaleY - shearX * shearY;
    double a = scaleY / det;
    double b = -shearX / det;
    double c = -shearY / det;
    double d = scaleX / det;
    return new Affine(-(a * originX + b * originY), a, b, -(c * originX + d * originY), c, d);
  }

  /** The same map for pixel coordinates that begin at (column, row) of this one. */
  public Affine shifted(double column, double row) {
    Coordinate o = apply(column, row);
    return new Affine(o.x, scaleX, shearX, o.y, shearY, scaleY);
  }

  /** The same map for pixels that are {@code factorX} by {@code factorY} of these. */
  public Affine scaled(double factorX, double factorY) {
    return new Affine(
        originX, scaleX * factorX, shearX * factorY, originY, shearY * factorX, scaleY * factorY);
  }

  /** Whether rows run east-west and columns north-south, with north on top. */
  public boolean isNorthUp() {
    return shearX == 0 && shearY == 0 && scaleX > 0 && scaleY < 0;
  }

  /** As a JTS transformation, for whole geometries. */
  public AffineTransformation toJts() {
    return new AffineTransformation(scaleX, shearX, originX, shearY, scaleY, originY);
  }
}
