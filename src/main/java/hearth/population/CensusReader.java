package hearth.population;

import hearth.geo.Crs;
import hearth.geo.DataIssue;
import hearth.geo.InputException;
import hearth.raster.vector.Feature;
import hearth.raster.vector.VectorLayer;
import hearth.zonal.Reprojection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygonal;
import org.locationtech.jts.geom.util.GeometryFixer;

/**
 * Census units from any vector layer, checked and brought to the run's reference system.
 *
 * <p>Refused, each naming every unit concerned: figures that are negative, infinite or text; ids
 * that are missing or not unique; areas that are not polygons; units that overlap by more than 1 %
 * of the smaller. Reported and lived with: missing figures (unknown, which is not zero), repaired
 * outlines, units without an area (left out), smaller overlaps (given to the first unit by id),
 * gaps.
 *
 * <p>Figures may stand in a table of their own ({@link FigureTable}); larger units around these may
 * give figures for those that have none ({@link CensusLevels}).
 */
public final class CensusReader {
  private final CensusOptions options;
  private final Consumer<DataIssue> issues;
  private final List<CensusUnit> units = new ArrayList<>();
  private final FigureColumns columns;
  private final Optional<FigureTable> table;
  private final List<String> noIds = new ArrayList<>();
  private final List<String> notAreas = new ArrayList<>();
  private final Map<String, List<Long>> features = new LinkedHashMap<>();

  private CensusReader(CensusOptions options, Consumer<DataIssue> issues) {
    this.options = options;
    this.issues = issues;
    this.columns = new FigureColumns(options.file(), options);
    this.table = options.table().map(t -> FigureTable.read(t, options));
  }

  /**
   * Reads and checks a census layer.
   *
   * @param options file, layer and columns
   * @param runCrs projected system the areas are brought to
   * @param issues gets what was repaired, left out or is not known, with the unit's id
   * @return at least one unit, sorted by id
   * @throws InputException as above, and for a file, layer or column that is not there
   */
  public static Census read(CensusOptions options, Crs runCrs, Consumer<DataIssue> issues) {
    Census census = new CensusReader(options, issues).read(runCrs);
    for (CensusOptions coarser : options.coarser()) {
      Census larger = new CensusReader(coarser, issues).read(runCrs);
      census = CensusLevels.combine(census, larger, issues);
    }
    return census;
  }

  /**
   * Refuses a census of another part of the world, by extents alone: its areas could not even be
   * brought to the run's reference system.
   *
   * @param area longitude and latitude of what the run is about
   */
  public static void requireSamePlace(CensusOptions options, Envelope area) {
    Envelope census = new Envelope();
    try (VectorLayer layer = open(options)) {
      layer.forEach(
          issue -> {},
          feature -> {
            if (feature.geometry() != null) {
              census.expandToInclude(feature.geometry().getEnvelopeInternal());
            }
          });
      if (census.isNull()) {
        return;
      }
      Envelope lonLat = layer.crs().to(Crs.WGS84).apply(census);
      if (!lonLat.intersects(area)) {
        throw Census.elsewhere(options.file(), lonLat, area);
      }
    }
  }

  private Census read(Crs runCrs) {
    try (VectorLayer layer = open(options)) {
      if (table.isEmpty()) {
        columns.require(layer.name(), layer.fields());
      }
      options
          .idField()
          .ifPresent(
              id -> FigureColumns.requireField(options.file(), layer.name(), layer.fields(), id));
      if (options.idField().isEmpty()) {
        issues.accept(
            new DataIssue(
                "census-without-id",
                "no id column was named: units are called by the number of their feature",
                options.file()));
      }
      Reprojection toRun = new Reprojection(layer.crs(), runCrs);
      // What the layer reports about a feature comes just before the feature itself.
      List<DataIssue> ofFeature = new ArrayList<>();
      layer.forEach(
          ofFeature::add,
          feature -> {
            add(feature, toRun, ofFeature);
            ofFeature.clear();
          });
    }
    refuseBad();
    table.ifPresent(t -> t.reportMismatches(issues));
    if (units.isEmpty()) {
      throw new InputException(
          options.file() + ": no census unit", "Give a layer with polygons and figures.");
    }
    units.sort(Comparator.comparing(CensusUnit::id));
    List<CensusUnit> apart = new UnitOverlaps(options.file(), runCrs, issues).resolve(units);
    UnitGaps.report(apart, runCrs, issues);
    return new Census(options.file(), runCrs, options.groups(), apart);
  }

  private static VectorLayer open(CensusOptions options) {
    if (options.layer().isEmpty()) {
      List<String> names = VectorLayer.layerNames(options.file());
      if (names.size() > 1) {
        throw new InputException(
            "%s has %d layers: %s".formatted(options.file(), names.size(), Names.listed(names)),
            "Say which one holds the census: layer.");
      }
    }
    return VectorLayer.open(options.file(), options.layer().orElse(null));
  }

  private void add(Feature feature, Reprojection toRun, List<DataIssue> ofFeature) {
    String id = id(feature);
    ofFeature.forEach(
        i -> issues.accept(new DataIssue(i.code(), i.detail(), "unit " + id + ", " + i.where())));
    features.computeIfAbsent(id, k -> new ArrayList<>()).add(feature.fid());
    List<Double> figures =
        table.map(t -> t.of(id)).orElseGet(() -> columns.read(id, feature.attributes()));
    double persons = figures.get(0);
    Geometry area = area(feature, id, toRun);
    if (area == null) {
      return;
    }
    if (Double.isNaN(persons) && table.isEmpty()) {
      issues.accept(
          new DataIssue(
              "census-figure-missing",
              "no figure in '%s': the unit's population is unknown, its cells stay nodata"
                  .formatted(options.populationField()),
              "unit " + id));
    }
    units.add(new CensusUnit(id, area, persons, figures.subList(1, figures.size())));
  }

  private String id(Feature feature) {
    if (options.idField().isEmpty()) {
      return Long.toString(feature.fid());
    }
    Object value = feature.attributes().get(options.idField().get());
    String id = value == null ? "" : text(value).strip();
    if (id.isEmpty()) {
      noIds.add("feature " + feature.fid());
      return "(feature " + feature.fid() + ")";
    }
    return id;
  }

  /** Whole numbers without the ".0" that a column of type real gives them. */
  static String text(Object value) {
    return value instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1L << 53
        ? Long.toString(d.longValue())
        : value.toString();
  }

  /** The area in the run's system; null where there is none, which is noted. */
  private Geometry area(Feature feature, String id, Reprojection toRun) {
    Geometry given = feature.geometry();
    if (given == null || given.isEmpty()) {
      issues.accept(
          new DataIssue(
              "census-unit-without-area",
              "the unit has no area and was left out, its persons with it",
              "unit " + id));
      return null;
    }
    if (!(given instanceof Polygonal)) {
      notAreas.add(id + " (" + given.getGeometryType() + ")");
      return null;
    }
    Geometry area = toRun.apply(given);
    if (area.isValid()) {
      return area;
    }
    issues.accept(
        new DataIssue("census-area-repaired", "the unit's outline crosses itself", "unit " + id));
    return GeometryFixer.fix(area);
  }

  private void refuseBad() {
    columns.refuseBad();
    if (!notAreas.isEmpty()) {
      throw new InputException(
          "%s: %d census units are not areas: %s"
              .formatted(options.file(), notAreas.size(), Names.listed(notAreas)),
          "Give a layer of polygons.");
    }
    if (!noIds.isEmpty()) {
      throw new InputException(
          "%s: %d units without an id in '%s': %s"
              .formatted(
                  options.file(), noIds.size(), options.idField().orElse(""), Names.listed(noIds)),
          "Give every unit an id, or leave the id column out of the job.");
    }
    List<String> twice =
        features.entrySet().stream()
            .filter(e -> e.getValue().size() > 1)
            .map(e -> e.getKey() + " (features " + numbers(e.getValue()) + ")")
            .toList();
    if (!twice.isEmpty()) {
      throw new InputException(
          "%s: %d ids are not unique in '%s': %s"
              .formatted(
                  options.file(), twice.size(), options.idField().orElse(""), Names.listed(twice)),
          "Name a column that tells the units apart, or join their parts to one feature.");
    }
  }

  private static String numbers(List<Long> fids) {
    return Names.listed(fids.stream().map(String::valueOf).toList());
  }
}
