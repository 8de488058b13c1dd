package hearth.raster;

import hearth.geo.InputException;
import java.util.Map;
import java.util.function.IntSupplier;
import org.gdal.gdal.gdal;
import org.gdal.gdalconst.gdalconstConstants;
import org.gdal.ogr.ogr;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * GDAL itself: loaded once, set up once, and what it says of the last call on this thread.
 *
 * <p>GDAL's exceptions stay off. Its Java binding throws for some calls, and answers others with
 * null, a code or a number that is merely wrong, so that every call must be checked anyway; with
 * exceptions off there is one way to fail. It prints nothing itself: messages are fetched by {@link
 * #lastError} and become part of ours.
 */
public final class Gdal {
  private static final Logger LOG = LoggerFactory.getLogger(Gdal.class);

  /** Generated from the installed library's own source, see {@code scripts/setup}. */
  private static final String NATIVE_LIBRARY = "gdalalljni";

  /**
   * Set before the first driver is registered, each unless the environment already sets it.
   *
   * <p>Sidecar files ({@code .aux.xml}) stay enabled, for they may hold the reference system or
   * nodata of an image. GDAL writes one only after a dataset's metadata or statistics were changed,
   * which is never done to an input.
   */
  private static final Map<String, String> SETTINGS =
      Map.of(
          // Its error handlers are set per thread; this silences the default one for all.
          "CPL_LOG", "/dev/null",
          // GeoPackage stamps each layer with the time of writing.
          "OGR_CURRENT_DATE", "2000-01-01T00:00:00.000Z",
          // The page order of a spatial index that a second thread fills depends on timing.
          "OGR_GPKG_ALLOW_THREADED_RTREE", "NO",
          // Files are written beside their place and moved when complete: no need to wait for disk.
          "OGR_SQLITE_SYNCHRONOUS", "OFF",
          // Shared by all threads; the default is 5 % of the machine's memory. In megabytes.
          "GDAL_CACHEMAX", "256",
          // A VRT must not run code.
          "GDAL_VRT_ENABLE_PYTHON", "NO",
          // x before y everywhere.
          "OSR_DEFAULT_AXIS_MAPPING_STRATEGY", "TRADITIONAL_GIS_ORDER");

  private static boolean initialised;

  private Gdal() {}

  /**
   * Loads and sets up GDAL; does nothing when that is done.
   *
   * @throws InputException when the native library or GDAL's Java classes are missing
   */
  public static synchronized void initialise() {
    if (initialised) {
      return;
    }
    try {
      // Before GDAL's own attempt, which prints to standard error and goes on when it fails.
      System.loadLibrary(NATIVE_LIBRARY);
      setUp();
    } catch (LinkageError e) {
      throw new InputException(
          // Java goes on to list every folder it has looked into.
          "GDAL's Java binding cannot be loaded: " + e.getMessage().split(": ")[0],
          "Run ./hearth doctor: it says which part is missing and how to install it.",
          e);
    }
    initialised = true;
    LOG.debug("GDAL {}", version());
  }

  private static void setUp() {
    SETTINGS.forEach(
        (name, value) -> {
          if (gdal.GetConfigOption(name) == null) {
            gdal.SetConfigOption(name, value);
          }
        });
    gdal.AllRegister();
    ogr.RegisterAll();
    AllowedDrivers.keepOnly();
    Remote.shut();
  }

  /** Version of the installed library, for example {@code 3.6.2}. */
  public static String version() {
    initialiseOnce();
    return gdal.VersionInfo("RELEASE_NAME");
  }

  private static void initialiseOnce() {
    if (!initialised) {
      initialise();
    }
  }

  /** Forgets what earlier calls on this thread complained about. */
  public static void clearError() {
    gdal.ErrorReset();
  }

  /**
   * Whether a call that answers with an OGR error code went well. Java's binding throws for most of
   * these codes, exceptions off or not.
   */
  public static boolean succeeds(IntSupplier call) {
    clearError();
    try {
      return call.getAsInt() == 0;
    } catch (RuntimeException e) {
      LOG.debug("{}: {}", e.getMessage(), gdal.GetLastErrorMsg());
      return false;
    }
  }

  /** Whether a call on this thread failed since {@link #clearError}; warnings do not count. */
  public static boolean hasFailed() {
    return gdal.GetLastErrorType() >= gdalconstConstants.CE_Failure;
  }

  /** GDAL's own words on the last complaint of this thread, on one line; never empty. */
  public static String lastError() {
    String message = gdal.GetLastErrorMsg();
    return message == null || message.isBlank()
        ? "GDAL gives no reason"
        : message.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
