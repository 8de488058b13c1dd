package hearth.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import hearth.conflate.OsmData;
import hearth.conflate.OsmReader;
import hearth.geo.Crs;
import hearth.geo.DataIssue;
import hearth.geo.InputException;
import hearth.geo.Longitudes;
import hearth.pipeline.job.JobKey;
import hearth.pipeline.job.RunConfig;
import hearth.population.Allocator;
import hearth.population.Census;
import hearth.population.CensusOptions;
import hearth.population.CensusReader;
import hearth.raster.ImagerySource;
import hearth.segment.ModelSpec;
import hearth.zonal.HeightFilter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

/**
 * Everything a job names, opened and checked before any work: imagery, models, OSM, census, surface
 * models.
 */
final class Inputs implements AutoCloseable {
  /** Keys that say where things are or how fast, not what comes out. */
  private static final Set<JobKey> NOT_IDENTITY =
      EnumSet.of(
          JobKey.OUT,
          JobKey.DB,
          JobKey.DB_WAIT,
          JobKey.WORKERS,
          JobKey.EMBEDDING_CACHE_GB,
          JobKey.NOTE,
          JobKey.ATTRIBUTION);

  private final RunConfig config;
  private final Crs crs;
  private final Optional<Imagery> imagery;
  private final Optional<OsmData> osm;
  private final Optional<Census> census;
  private final Optional<HeightFilter> heights;
  private final Map<String, String> fingerprints;

  private Inputs(
      RunConfig config,
      Crs crs,
      Optional<Imagery> imagery,
      Optional<OsmData> osm,
      Optional<Census> census,
      Optional<HeightFilter> heights,
      Map<String, String> fingerprints) {
    this.config = config;
    this.crs = crs;
    this.imagery = imagery;
    this.osm = osm;
    this.census = census;
    this.heights = heights;
    this.fingerprints = fingerprints;
  }

  /**
   * Opens all inputs of a job.
   *
   * @param issues told what was repaired or left out in OSM and census
   * @throws InputException at the first input that cannot be worked with
   */
  static Inputs open(RunConfig config, Home home, Consumer<DataIssue> issues) {
    Optional<ImagerySource> source =
        config.imagery().isEmpty()
            ? Optional.empty()
            : Optional.of(ImagerySource.open(config.imagery(), config.imageryOptions()));
    Optional<OsmData> osm = config.osm().map(file -> readOsm(file, issues));
    Crs crs = metricCrs(source, osm, config);
    Geometry area = areaOfInterest(source, osm, crs);
    Optional<Census> census =
        config.census().map(options -> readCensus(config, options, area, crs, issues));
    // Judged by at the end, but refused at the start.
    config.truth().ifPresent(t -> LayerReader.metricCrs(t.file()));
    Optional<HeightFilter> heights =
        config.surface().map(options -> HeightFilter.open(options, crs));
    Map<String, String> fingerprints = fingerprints(config, source);
    try {
      // Last, since loading the models takes longest.
      Optional<Imagery> imagery = source.map(s -> Imagery.open(s, crs, osm, config, home, issues));
      return new Inputs(config, crs, imagery, osm, census, heights, fingerprints);
    } catch (RuntimeException e) {
      heights.ifPresent(HeightFilter::close);
      throw e;
    }
  }

  /** The UTM zone of the imagery's centre; without imagery, of the mapped buildings'. */
  private static Crs metricCrs(
      Optional<ImagerySource> source, Optional<OsmData> osm, RunConfig config) {
    if (source.isPresent()) {
      Coordinate middle = source.get().extent().centre();
      return metricCrs("the imagery", source.get().crs().to(Crs.WGS84).apply(middle.x, middle.y));
    }
    Longitudes.Extent mapped = new Longitudes.Extent();
    mapped.add(osm.orElseThrow().extent());
    if (mapped.envelope().isNull()) {
      throw new InputException(
          config.osm().orElseThrow() + ": no building in it",
          "Without imagery the mapped buildings are all there is: give another file.");
    }
    return metricCrs("the area of the mapped buildings", mapped.envelope().centre());
  }

  private static Crs metricCrs(String what, Coordinate centre) {
    if (Math.abs(centre.y) > 84) {
      throw new InputException(
          "the centre of %s lies at latitude %.2f, outside the UTM zones".formatted(what, centre.y),
          "Hearth works between 84° south and 84° north.");
    }
    return Crs.utmAt(Longitudes.wrap(centre.x, 0), centre.y);
  }

  private static OsmData readOsm(String file, Consumer<DataIssue> issues) {
    if (!Files.exists(Path.of(file))) {
      throw new InputException(file + ": no such file", "Check the path of 'osm'.");
    }
    return OsmReader.read(Path.of(file), issues);
  }

  private static Census readCensus(
      RunConfig config, CensusOptions options, Geometry area, Crs crs, Consumer<DataIssue> issues) {
    CensusReader.requireSamePlace(options, crs.to(Crs.WGS84).apply(area.getEnvelopeInternal()));
    Census census = CensusReader.read(options, crs, issues);
    census.requireOverlap(area);
    // What lies outside the extents lies outside what they show: no need to look first.
    Allocator.requireWhole(census, area, config.population().allocation().partialUnits());
    return census;
  }

  /** Extent of imagery and mapped buildings, of which there is at least one. */
  private static Geometry areaOfInterest(
      Optional<ImagerySource> source, Optional<OsmData> osm, Crs crs) {
    Optional<Geometry> imagery =
        source.map(s -> new GeometryFactory().toGeometry(s.crs().to(crs).apply(s.extent())));
    Optional<Geometry> mapped =
        osm.map(o -> (Geometry) Crs.WGS84.to(crs).apply(o.extent())).filter(e -> !e.isEmpty());
    return imagery
        .map(i -> mapped.map(m -> m.union(i)).orElse(i))
        .orElseGet(() -> mapped.orElseThrow());
  }

  private static Map<String, String> fingerprints(
      RunConfig config, Optional<ImagerySource> source) {
    Map<String, String> all = new LinkedHashMap<>();
    source.ifPresent(
        s -> {
          for (int i = 0; i < s.files().size(); i++) {
            all.put(s.files().get(i), s.fingerprints().get(i));
          }
        });
    config.osm().ifPresent(f -> all.put(f, Fingerprint.ofFile(f)));
    config.models().prompts().boxes().ifPresent(f -> all.put(f, Fingerprint.ofFile(f)));
    config.models().prompts().points().ifPresent(f -> all.put(f, Fingerprint.ofFile(f)));
    config
        .census()
        .ifPresent(
            c ->
                c.files()
                    .forEach(
                        f ->
                            all.put(
                                f,
                                Fingerprint.ofLayer(
                                    f, f.equals(c.file()) ? c.layer() : Optional.empty()))));
    config.population().scaleBy().ifPresent(f -> all.put(f, Fingerprint.ofFile(f)));
    config.use().landUse().ifPresent(f -> all.put(f, Fingerprint.ofFile(f)));
    config.use().classes().ifPresent(f -> all.put(f.toString(), Fingerprint.ofFile(f.toString())));
    config
        .surface()
        .ifPresent(
            s -> {
              all.put(s.dsm(), Fingerprint.ofFile(s.dsm()));
              s.dtm().ifPresent(f -> all.put(f, Fingerprint.ofFile(f)));
            });
    return all;
  }

  /**
   * The run's id: its name, and 8 hex digits of the hash of job, model checksums and input
   * fingerprints. Where files lie, and how many workers read them, is not part of it.
   */
  String runId() {
    Map<String, String> declared = new TreeMap<>(config.declared());
    for (JobKey key : JobKey.values()) {
      if (NOT_IDENTITY.contains(key) || key.isPath()) {
        declared.remove(key.path());
      }
    }
    List<String> parts = new ArrayList<>();
    declared.forEach((key, value) -> parts.add(key + "=" + value));
    models().forEach(spec -> parts.add(spec.name() + "=" + spec.checksums()));
    parts.addAll(fingerprints.values());
    return config.name() + "-" + Fingerprint.ofText(String.join("\n", parts)).substring(0, 8);
  }

  RunConfig config() {
    return config;
  }

  /** The run's metric reference system. */
  Crs crs() {
    return crs;
  }

  /** Imagery and what looks at it; empty for a run on mapped buildings alone. */
  Optional<Imagery> imagery() {
    return imagery;
  }

  /** Tiles of the imagery; 0 without any. */
  int tiles() {
    return imagery.map(i -> i.plan().lattice().tiles().size()).orElse(0);
  }

  /** Descriptions of the models that look at the imagery, the detector's first. */
  List<ModelSpec> models() {
    return imagery.map(i -> i.models().specs()).orElse(List.of());
  }

  Optional<OsmData> osm() {
    return osm;
  }

  Optional<Census> census() {
    return census;
  }

  Optional<HeightFilter> heights() {
    return heights;
  }

  /** By file, in the order of the job. */
  Map<String, String> fingerprints() {
    return fingerprints;
  }

  /** Names and checksums of the models as JSON, for the database. */
  String modelsJson() {
    Map<String, List<String>> byName = new LinkedHashMap<>();
    for (ModelSpec spec : models()) {
      byName.put(spec.name(), spec.checksums());
    }
    return json(byName);
  }

  static String json(Object value) {
    try {
      return new JsonMapper().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts always become JSON", e);
    }
  }

  @Override
  public void close() {
    imagery.ifPresent(Imagery::close);
    heights.ifPresent(HeightFilter::close);
  }
}
