package hearth.raster;

import hearth.geo.Crs;
import hearth.geo.InputException;
import org.gdal.osr.SpatialReference;
import org.gdal.osr.osrConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reference systems between GDAL and {@link Crs}. */
public final class GdalCrs {
  private static final Logger LOG = LoggerFactory.getLogger(GdalCrs.class);

  private GdalCrs() {}

  /**
   * The horizontal part of a reference system.
   *
   * @param system GDAL's description; not changed
   * @param where file and layer, for messages
   */
  public static Crs of(SpatialReference system, String where) {
    SpatialReference horizontal = system.Clone();
    try {
      if (horizontal.IsProjected() == 0 && horizontal.IsGeographic() == 0) {
        throw new InputException(
            where + ": its coordinate reference system is neither geographic nor projected",
            "Georeference it, or reproject it with gdalwarp or ogr2ogr -t_srs.");
      }
      if (!Gdal.succeeds(horizontal::StripVertical)) {
        LOG.debug("{}: {}", where, Gdal.lastError());
      }
      // A system without a code may be one that is known by its numbers; no matter if it is not.
      if (!Gdal.succeeds(horizontal::AutoIdentifyEPSG)) {
        LOG.debug("{}: a reference system without an EPSG code", where);
      }
      String code = horizontal.GetAuthorityCode(null);
      if (code != null && "EPSG".equals(horizontal.GetAuthorityName(null))) {
        try {
          return Crs.parse("EPSG:" + code);
        } catch (InputException e) {
          LOG.debug("EPSG:{} is newer than the built-in database; its WKT is used", code);
        }
      }
      return Crs.parse(horizontal.ExportToWkt());
    } catch (InputException e) {
      if (e.getMessage().startsWith(where)) {
        throw e;
      }
      throw new InputException(where + ": " + e.getMessage(), "", e);
    } finally {
      horizontal.delete();
    }
  }

  /** For GDAL, with x before y; the caller deletes it. */
  public static SpatialReference toGdal(Crs crs) {
    Gdal.initialise();
    SpatialReference system = new SpatialReference();
    boolean known =
        Gdal.succeeds(
            () ->
                crs.epsg().isPresent()
                    ? system.ImportFromEPSG(crs.epsg().getAsInt())
                    : system.ImportFromWkt(crs.wkt()));
    if (!known) {
      system.delete();
      throw new InputException(
          crs + " is not known to GDAL: " + Gdal.lastError(), "Use another reference system.");
    }
    system.SetAxisMappingStrategy(osrConstants.OAMS_TRADITIONAL_GIS_ORDER);
    return system;
  }
}
