package hearth.zonal;

import hearth.footprint.Building;
import hearth.geo.Crs;

/** Rules out candidates that do not stand above the ground. */
public final class HeightFilter implements AutoCloseable {
  private HeightFilter() {}

  /**
   * Opens the surface models.
   *
   * @param runCrs reference system of the buildings
   */
  public static HeightFilter open(SurfaceOptions options, Crs runCrs) {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * The candidate with its height, and with status rejected when it is lower than the least height.
   */
  public Building apply(Building building) {
    throw new UnsupportedOperationException("not built yet");
  }

  @Override
  public void close() {}
}
