package hearth.raster.vector;

import hearth.geo.InputException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The vector formats that are written, told by the file's extension. */
enum VectorFormat {
  GPKG("GPKG", List.of("gpkg"), List.of("GEOMETRY_NAME=geom", "FID=fid"), true),
  FLATGEOBUF("FlatGeobuf", List.of("fgb"), List.of(), false),
  /** RFC 7946: longitude and latitude on WGS 84, whatever the layer's reference system. */
  GEOJSON("GeoJSON", List.of("geojson", "json"), List.of("RFC7946=YES", "WRITE_NAME=YES"), false),
  GEOJSON_SEQ("GeoJSONSeq", List.of("geojsonl", "geojsons", "ndjson"), List.of(), false),
  /** Its table carries the day of writing, which is fixed here. */
  SHAPEFILE(
      "ESRI Shapefile",
      List.of("shp"),
      List.of("ENCODING=UTF-8", "DBF_DATE_LAST_UPDATE=2000-01-01"),
      false),
  /** Written without GDAL, whose driver for it Debian and Ubuntu leave out. */
  GEOPARQUET("Parquet", List.of("parquet", "geoparquet"), List.of(), false);

  private final String driver;
  private final List<String> extensions;
  private final List<String> layerOptions;
  private final boolean manyLayers;

  VectorFormat(
      String driver, List<String> extensions, List<String> layerOptions, boolean manyLayers) {
    this.driver = driver;
    this.extensions = extensions;
    this.layerOptions = layerOptions;
    this.manyLayers = manyLayers;
  }

  static VectorFormat of(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    String extension = name.substring(name.lastIndexOf('.') + 1);
    for (VectorFormat format : values()) {
      if (format.extensions.contains(extension)) {
        return format;
      }
    }
    String known =
        Arrays.stream(values())
            .flatMap(f -> f.extensions.stream())
            .map(e -> "." + e)
            .collect(Collectors.joining(" "));
    throw new InputException(file + ": no vector format has this extension", "Known are: " + known);
  }

  String driver() {
    return driver;
  }

  List<String> layerOptions() {
    return layerOptions;
  }

  /** Whether a file holds more than one layer. */
  boolean manyLayers() {
    return manyLayers;
  }
}
