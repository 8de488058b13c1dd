import org.gdal.gdal.gdal;

/** Loads GDAL's Java binding and prints the version of the library behind it; set-up runs it from source. */
class GdalProbe {
  public static void main(String[] args) {
    gdal.AllRegister();
    if (gdal.GetDriverByName("GTiff") == null) {
      throw new IllegalStateException("GDAL has no GTiff driver");
    }
    System.out.println(gdal.VersionInfo("RELEASE_NAME"));
  }
}
