package hearth.store;

import hearth.footprint.Building;
import hearth.geo.Crs;
import hearth.geo.InputException;
import hearth.population.DensityBand;
import hearth.raster.RasterBand;
import hearth.raster.RasterBand.Overview;
import hearth.raster.RasterWriter;
import hearth.raster.vector.Feature;
import hearth.raster.vector.FieldType;
import hearth.raster.vector.GeometryType;
import hearth.raster.vector.VectorField;
import hearth.raster.vector.VectorWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of buildings and of the density raster. The same rows give the same bytes: they are sorted
 * by id, and files hold no clock times. A file appears whole or not at all.
 */
public final class BuildingFiles {
  /** Layer of the merged buildings. */
  public static final String BUILDINGS = "buildings";

  /** Layer of every candidate, whatever became of it. */
  public static final String CANDIDATES = "candidates";

  /** Layer of tiles that failed: holes in the result. Empty when there are none. */
  public static final String MISSING = "missing";

  private static final List<VectorField> MISSING_FIELDS =
      List.of(
          new VectorField("tile", FieldType.STRING), new VectorField("cause", FieldType.STRING));

  private static final Logger LOG = LoggerFactory.getLogger(BuildingFiles.class);

  private final RunStore store;

  public BuildingFiles(RunStore store) {
    this.store = store;
  }

  /**
   * Writes {@code buildings.gpkg}: layer {@code buildings} (the merged view), layer {@code
   * candidates} (all rows) and layer {@code missing} (tiles that failed), longitude and latitude on
   * WGS 84, as they are in the database; and how QGIS draws the first two.
   */
  public void writeGeoPackage(RunInfo run, Path file) {
    writeVector(run, file, true);
  }

  /**
   * Writes a run in a format.
   *
   * @param file its extension must be the format's
   * @param force whether an existing file is replaced; else it is refused
   */
  public void export(RunInfo run, ExportFormat format, Path file, boolean force) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (format.extensions().stream().noneMatch(name::endsWith)) {
      throw new InputException(
          "%s does not end in %s".formatted(file, String.join(" or ", format.extensions())),
          "Give --out a name that fits --format " + format.word() + ".");
    }
    if (!force && Files.exists(file)) {
      throw new InputException(file + " exists", "Choose another name, or replace it by --force.");
    }
    switch (format) {
      case GPKG -> writeVector(run, file, true);
      case FGB, GEOJSON, SHP, PARQUET -> writeVector(run, file, false);
      case COG -> writeRaster(run, file);
    }
  }

  /**
   * Writes buildings that are in no database: a stage that works on files. A GeoPackage gets both
   * layers, other formats the merged buildings.
   *
   * @param crs reference system of the outlines, metric
   */
  public static void write(List<Building> buildings, Crs crs, Path file) {
    GeometryCodec geometries = new GeometryCodec(crs);
    List<StoredBuilding> rows =
        buildings.stream().sorted(Building.BY_ID).map(b -> stored(b, geometries)).toList();
    try (VectorWriter writer = create(file)) {
      addLayer(writer, BUILDINGS, rows.iterator(), BuildingFiles::isMerged);
      if (file.toString().toLowerCase(Locale.ROOT).endsWith(".gpkg")) {
        addLayer(writer, CANDIDATES, rows.iterator(), row -> true);
        QgisStyles.add(writer);
      }
      writer.commit();
    }
  }

  /**
   * Writes buildings that answer to the features of a layer: one row each in their order, with the
   * columns of that layer first and ours after them. Where both have a column of one name, that of
   * the layer keeps it, and ours is called {@code hearth_…}.
   *
   * @param fields columns of the layer
   * @param attributes of each building's feature
   * @param crs reference system of the outlines, metric
   */
  public static void writeInOrder(
      List<Building> buildings,
      List<VectorField> fields,
      List<Map<String, Object>> attributes,
      Crs crs,
      Path file) {
    GeometryCodec geometries = new GeometryCodec(crs);
    Map<String, String> names = BuildingLayer.namesBeside(fields);
    List<VectorField> columns = new ArrayList<>(fields);
    BuildingLayer.FIELDS.forEach(f -> columns.add(new VectorField(names.get(f.name()), f.type())));
    List<Feature> rows = new ArrayList<>();
    for (int i = 0; i < buildings.size(); i++) {
      Feature own = BuildingLayer.feature(stored(buildings.get(i), geometries));
      Map<String, Object> row = new LinkedHashMap<>(attributes.get(i));
      own.attributes().forEach((name, value) -> row.put(names.get(name), value));
      rows.add(Feature.of(own.geometry(), row));
    }
    try (VectorWriter writer = create(file)) {
      writer.addLayer(BUILDINGS, Crs.WGS84, columns, GeometryType.MULTIPOLYGON, rows.iterator());
      writer.commit();
    }
  }

  private static StoredBuilding stored(Building b, GeometryCodec geometries) {
    return new StoredBuilding(
        b,
        geometries.exact(geometries.multiPolygon(b.outline())),
        b.areaSquareMetres(),
        Double.NaN);
  }

  private void writeVector(RunInfo run, Path file, boolean withCandidates) {
    store
        .database()
        .transaction(
            "writing " + file,
            c -> {
              try (VectorWriter writer = create(file)) {
                addLayer(c, run, writer, BUILDINGS, BuildingFiles::isMerged);
                if (withCandidates) {
                  addLayer(c, run, writer, CANDIDATES, row -> true);
                  addMissing(c, run, writer);
                  QgisStyles.add(writer);
                }
                writer.commit();
              }
              return null;
            });
  }

  private static void addMissing(Connection c, RunInfo run, VectorWriter writer)
      throws SQLException {
    GeometryCodec geometries = new GeometryCodec(Crs.epsg(run.srid()));
    Iterator<Feature> holes =
        RunStore.reader(c, run).tiles().stream()
            .filter(tile -> tile.state() == TileState.FAILED)
            .map(
                tile ->
                    Feature.of(
                        geometries.exact(geometries.multiPolygon(tile.bounds())),
                        Map.<String, Object>of("tile", tile.name(), "cause", tile.error())))
            .iterator();
    writer.addLayer(MISSING, Crs.WGS84, MISSING_FIELDS, GeometryType.MULTIPOLYGON, holes);
  }

  private static void addLayer(
      Connection c,
      RunInfo run,
      VectorWriter writer,
      String layer,
      Predicate<StoredBuilding> chosen)
      throws SQLException {
    try (Cursor<StoredBuilding> rows = RunStore.reader(c, run).buildings()) {
      addLayer(writer, layer, rows, chosen);
    }
  }

  private static void addLayer(
      VectorWriter writer,
      String layer,
      Iterator<StoredBuilding> rows,
      Predicate<StoredBuilding> chosen) {
    Iterator<Feature> features =
        StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED), false)
            .filter(chosen)
            .map(BuildingLayer::feature)
            .iterator();
    writer.addLayer(layer, Crs.WGS84, BuildingLayer.FIELDS, GeometryType.MULTIPOLYGON, features);
  }

  private static boolean isMerged(StoredBuilding row) {
    return row.building().status().isMerged();
  }

  private static VectorWriter create(Path file) {
    return VectorWriter.create(
        file, issue -> LOG.warn("{}: {} ({})", issue.where(), issue.detail(), issue.code()));
  }

  private void writeRaster(RunInfo run, Path file) {
    store
        .database()
        .transaction(
            "writing " + file,
            c -> {
              DensityReader density = new DensityReader(c, run);
              List<RasterBand> bands = new ArrayList<>();
              for (DensityBand band : DensityBand.values()) {
                bands.add(new RasterBand(band.code(), overview(band), w -> density.read(band, w)));
              }
              RasterWriter.writeCog(file, density.grid(), bands, Map.of("HEARTH_RUN", run.id()));
              return null;
            });
  }

  private static Overview overview(DensityBand band) {
    return switch (band) {
      // Sums of the ends of intervals enclose the interval of the sum: errors even out over cells.
      case PERSONS, BUILDINGS, LOW, MEDIAN, HIGH -> Overview.SUM;
      case PERSONS_PER_KM2, BUILT_FRACTION -> Overview.MEAN;
    };
  }
}
