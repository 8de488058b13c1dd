package hearth.raster;

/** GDAL itself: loaded once, set up once. */
public final class Gdal {
  private Gdal() {}

  /** Loads and sets up GDAL; cheap when it is done. */
  public static void initialise() {
    throw new UnsupportedOperationException();
  }

  /** Version of the installed library, for example {@code 3.6.2}. */
  public static String version() {
    throw new UnsupportedOperationException();
  }
}
