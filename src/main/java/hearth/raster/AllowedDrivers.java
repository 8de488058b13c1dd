package hearth.raster;

import java.util.Set;
import java.util.TreeSet;
import org.gdal.gdal.Driver;
import org.gdal.gdal.gdal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The GDAL drivers that are used. GDAL tries each of some 200 on a file that somebody gives; most
 * of them read formats that no imagery, outlines or census comes in, go out to servers, or pull in
 * large libraries of their own. Those are put aside, so that no file can reach them.
 */
final class AllowedDrivers {
  private static final Logger LOG = LoggerFactory.getLogger(AllowedDrivers.class);

  /** Formats in which imagery and surface models are passed on, and what is needed to write. */
  private static final Set<String> RASTER =
      Set.of(
          "VRT",
          "GTiff",
          "COG",
          "MEM",
          "PNG",
          "JPEG",
          "JPEGXL",
          "WEBP",
          "BMP",
          "JP2OpenJPEG",
          "JP2ECW",
          "JP2KAK",
          "JP2MrSID",
          "MrSID",
          "ECW",
          "HFA",
          "ENVI",
          "EHdr",
          "ERS",
          "AAIGrid",
          "AIG",
          "SRTMHGT",
          "DTED",
          "USGSDEM",
          "XYZ",
          "SAGA",
          "GSBG",
          "GSAG",
          "GS7BG",
          "RST",
          "BT",
          "NITF",
          "PCIDSK",
          "MRF",
          "MBTiles");

  /** Formats of layers. OSM is among them to be told apart: it is refused with its own message. */
  private static final Set<String> VECTOR =
      Set.of(
          "GPKG",
          "SQLite",
          "GeoJSON",
          "GeoJSONSeq",
          "ESRIJSON",
          "TopoJSON",
          "FlatGeobuf",
          "ESRI Shapefile",
          "MapInfo File",
          "OpenFileGDB",
          "CSV",
          "GML",
          "KML",
          "LIBKML",
          "GPX",
          "DXF",
          "ODS",
          "XLSX",
          "Parquet",
          "Arrow",
          "OSM",
          // Tables that a person names by their address. No format above leads to it from a file.
          "PostgreSQL",
          "Memory");

  private AllowedDrivers() {}

  /** Puts every other driver aside, for this process. */
  static void keepOnly() {
    Set<String> aside = new TreeSet<>();
    for (int i = gdal.GetDriverCount() - 1; i >= 0; i--) {
      Driver driver = gdal.GetDriver(i);
      String name = driver.getShortName();
      if (!RASTER.contains(name) && !VECTOR.contains(name)) {
        driver.Deregister();
        aside.add(name);
      }
    }
    LOG.debug("GDAL drivers put aside: {}", aside);
  }
}
