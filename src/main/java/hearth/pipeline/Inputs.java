package hearth.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import hearth.conflate.OsmBuilding;
import hearth.conflate.OsmData;
import hearth.conflate.OsmReader;
import hearth.geo.Crs;
import hearth.geo.DataIssue;
import hearth.geo.InputException;
import hearth.pipeline.job.JobKey;
import hearth.pipeline.job.RunConfig;
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
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

/**
 * Everything a job names, opened and checked before any work: imagery, models, OSM, census, surface
 * models.
 */
final class Inputs implements AutoCloseable {
  /** Keys that say where things are or how fast, not what comes out. */
  private static final Set<JobKey> NOT_IDENTITY =
      EnumSet.of(JobKey.OUT, JobKey.DB, JobKey.WORKERS, JobKey.NOTE, JobKey.ATTRIBUTION);

  private final RunConfig config;
  private final ImagerySource source;
  private final OpenModels models;
  private final TilePlan plan;
  private final Optional<OsmData> osm;
  private final Optional<Census> census;
  private final Optional<HeightFilter> heights;
  private final Map<String, String> fingerprints;
  private final Optional<GivenBoxes> givenBoxes;

  private Inputs(
      RunConfig config,
      ImagerySource source,
      OpenModels models,
      TilePlan plan,
      Optional<OsmData> osm,
      Optional<Census> census,
      Optional<HeightFilter> heights,
      Map<String, String> fingerprints,
      Optional<GivenBoxes> givenBoxes) {
    this.config = config;
    this.source = source;
    this.models = models;
    this.plan = plan;
    this.osm = osm;
    this.census = census;
    this.heights = heights;
    this.fingerprints = fingerprints;
    this.givenBoxes = givenBoxes;
  }

  /**
   * Opens all inputs of a job.
   *
   * @param issues told what was repaired or left out in OSM and census
   * @throws InputException at the first input that cannot be worked with
   */
  static Inputs open(RunConfig config, Home home, Consumer<DataIssue> issues) {
    ImagerySource source = ImagerySource.open(config.imagery(), config.imageryOptions());
    Crs crs = TilePlan.metricCrs(source);
    Optional<OsmData> osm = config.osm().map(file -> readOsm(file, issues));
    Geometry area = areaOfInterest(source, osm, crs);
    Optional<Census> census =
        config.census().map(options -> readCensus(options, area, crs, issues));
    Optional<HeightFilter> heights =
        config.surface().map(options -> HeightFilter.open(options, crs));
    Map<String, String> fingerprints = fingerprints(config, source);
    // Last, since loading them takes longest.
    OpenModels models = null;
    try {
      models = OpenModels.open(config.models(), config.execution(), home);
      TilePlan plan = TilePlan.of(source, models, config.models());
      Optional<GivenBoxes> boxes =
          config.models().boxes().map(file -> GivenBoxes.read(file, plan, issues));
      return new Inputs(config, source, models, plan, osm, census, heights, fingerprints, boxes);
    } catch (RuntimeException e) {
      heights.ifPresent(HeightFilter::close);
      if (models != null) {
        models.close();
      }
      throw e;
    }
  }

  private static OsmData readOsm(String file, Consumer<DataIssue> issues) {
    if (!Files.exists(Path.of(file))) {
      throw new InputException(file + ": no such file", "Check the path of 'osm'.");
    }
    return OsmReader.read(Path.of(file), issues);
  }

  private static Census readCensus(
      CensusOptions options, Geometry area, Crs crs, Consumer<DataIssue> issues) {
    CensusReader.requireSamePlace(options, crs.to(Crs.WGS84).apply(area.getEnvelopeInternal()));
    Census census = CensusReader.read(options, crs, issues);
    census.requireOverlap(area);
    return census;
  }

  private static Geometry areaOfInterest(ImagerySource source, Optional<OsmData> osm, Crs crs) {
    Geometry imagery =
        new GeometryFactory().toGeometry(source.crs().to(crs).apply(source.extent()));
    return osm.map(o -> Crs.WGS84.to(crs).apply(o.extent()))
        .filter(extent -> !extent.isEmpty())
        .map(extent -> extent.union(imagery))
        .orElse(imagery);
  }

  private static Map<String, String> fingerprints(RunConfig config, ImagerySource source) {
    Map<String, String> all = new LinkedHashMap<>();
    for (int i = 0; i < source.files().size(); i++) {
      all.put(source.files().get(i), source.fingerprints().get(i));
    }
    config.osm().ifPresent(f -> all.put(f, Fingerprint.ofFile(f)));
    config.census().ifPresent(c -> all.put(c.file(), Fingerprint.ofFile(c.file())));
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
    models.specs().forEach(spec -> parts.add(spec.name() + "=" + spec.checksums()));
    parts.addAll(fingerprints.values());
    return config.name() + "-" + Fingerprint.ofText(String.join("\n", parts)).substring(0, 8);
  }

  RunConfig config() {
    return config;
  }

  ImagerySource source() {
    return source;
  }

  OpenModels models() {
    return models;
  }

  TilePlan plan() {
    return plan;
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

  /** OSM outlines as prompts, where the job asks for them. */
  Optional<OsmPrompts> osmPrompts() {
    return config.models().osmPrompts()
        ? osm.map(
            o ->
                new OsmPrompts(
                    o.buildings().stream().map(OsmBuilding::outline).toList(),
                    plan.lattice().grid()))
        : Optional.empty();
  }

  /** Boxes that are the job's only prompts, where it names some. */
  Optional<GivenBoxes> givenBoxes() {
    return givenBoxes;
  }

  /** Names and checksums of the models as JSON, for the database. */
  String modelsJson() {
    Map<String, List<String>> byName = new LinkedHashMap<>();
    for (ModelSpec spec : models.specs()) {
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
    models.close();
    heights.ifPresent(HeightFilter::close);
  }
}
