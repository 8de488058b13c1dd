package hearth.store;

import hearth.geo.InputException;
import java.util.List;
import java.util.Locale;

/** What {@code export --format} takes. */
public enum ExportFormat {
  /** GeoPackage with the layers {@code buildings} and {@code candidates}. */
  GPKG(".gpkg"),
  /** FlatGeobuf of the merged buildings. */
  FGB(".fgb"),
  /** GeoJSON of the merged buildings. */
  GEOJSON(".geojson", ".json"),
  /** Shapefile of the merged buildings; what it cannot hold is said. */
  SHP(".shp"),
  /** GeoParquet of the merged buildings. */
  PARQUET(".parquet", ".geoparquet"),
  /** Density raster as cloud optimised GeoTIFF, its four bands in the database's order. */
  COG(".tif", ".tiff");

  private static final String ALTERNATIVES =
      "Use --format gpkg, fgb, geojson, shp or parquet for buildings, cog for the density raster.";

  private final List<String> extensions;

  ExportFormat(String... extensions) {
    this.extensions = List.of(extensions);
  }

  /** From the word on the command line. */
  public static ExportFormat parse(String word) {
    String w = word.strip().toLowerCase(Locale.ROOT);
    for (ExportFormat format : values()) {
      if (format.word().equals(w)) {
        return format;
      }
    }
    throw new InputException("format " + word + " is not known", ALTERNATIVES);
  }

  /** The word on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Endings of file names, each with its dot. */
  public List<String> extensions() {
    return extensions;
  }
}
