package hearth.store;

import hearth.geo.InputException;
import java.util.Locale;

/** What {@code export --format} takes. */
public enum ExportFormat {
  /** GeoPackage with the layers {@code buildings} and {@code candidates}. */
  GPKG,
  /** FlatGeobuf of the merged buildings. */
  FGB,
  /** GeoJSON of the merged buildings. */
  GEOJSON,
  /** Density raster as cloud optimised GeoTIFF: persons, persons_per_km2, buildings, … */
  COG;

  private static final String ALTERNATIVES =
      "Use --format gpkg, fgb or geojson for buildings, cog for the density raster.";

  /** From the word on the command line; {@code parquet} is refused with its reason. */
  public static ExportFormat parse(String word) {
    String w = word.strip().toLowerCase(Locale.ROOT);
    if (w.equals("parquet")) {
      throw new InputException(
          "format parquet: this version cannot write GeoParquet, since the GDAL of Debian and"
              + " Ubuntu comes without its Parquet driver",
          ALTERNATIVES);
    }
    for (ExportFormat format : values()) {
      if (format.name().toLowerCase(Locale.ROOT).equals(w)) {
        return format;
      }
    }
    throw new InputException("format " + word + " is not known", ALTERNATIVES);
  }
}
