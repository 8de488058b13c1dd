package hearth.pipeline.job;

import hearth.conflate.RuleSet;
import hearth.footprint.Hint;
import hearth.geo.InputException;
import hearth.geo.NearestName;
import hearth.population.CensusOptions;
import hearth.raster.BlankPolicy;
import hearth.raster.ImageryOptions;
import hearth.segment.DetectorOptions;
import hearth.segment.Device;
import hearth.segment.SegmenterOptions;
import hearth.zonal.SurfaceOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A job, checked: every value is of its kind, and what belongs together is given together. That the
 * files exist and fit is found out when they are opened.
 *
 * @param name of the run
 * @param imagery files of the mosaic; empty for a run on mapped buildings alone
 * @param imageryOptions bands and blank areas
 * @param models which models, and where prompts come from
 * @param outline how masks become outlines
 * @param osm file of mapped buildings
 * @param rules what makes a detection and a mapped building the same house
 * @param hints what makes a detection doubtful besides its height
 * @param truth true outlines to judge the result by
 * @param surface surface models for the height filter
 * @param population census and how it is shared out; without a census the run ends after the
 *     buildings
 * @param execution what does not change the result
 * @param out folder for the results
 * @param attribution whom to name for the imagery
 * @param note a sentence for the report
 * @param declared every value as text, for the log, the report and the run's identity
 * @param kept the values as they are kept with the run
 */
public record RunConfig(
    String name,
    List<String> imagery,
    ImageryOptions imageryOptions,
    Models models,
    Outline outline,
    Optional<String> osm,
    RuleSet rules,
    Set<Hint> hints,
    Optional<Truth> truth,
    Optional<SurfaceOptions> surface,
    PopulationConfig population,
    Execution execution,
    Path out,
    Optional<String> attribution,
    Optional<String> note,
    Map<String, String> declared,
    Map<String, Object> kept) {

  /**
   * True outlines.
   *
   * @param file layer of outlines
   * @param area layer of the area in which they are complete; empty: everywhere
   */
  public record Truth(String file, Optional<String> area) {}

  /**
   * Hints by their codes.
   *
   * @param codes {@code none}, and nothing at all, add none
   * @throws InputException for a code that is not known
   */
  public static Set<Hint> hints(List<String> codes) {
    Set<Hint> hints = EnumSet.noneOf(Hint.class);
    for (String code : codes) {
      if (Hint.codes().contains(code)) {
        hints.add(Hint.ofCode(code));
      } else if (!code.isEmpty() && !code.equals("none")) {
        throw new InputException(
            "'hints: " + code + "' is not known", NearestName.hint(code, Hint.codes()));
      }
    }
    return hints;
  }

  private static Optional<Truth> truth(JobValues v) {
    if (!v.has(JobKey.TRUTH) && v.has(JobKey.TRUTH_AREA)) {
      v.required(JobKey.TRUTH);
    }
    return v.text(JobKey.TRUTH).map(file -> new Truth(file, v.text(JobKey.TRUTH_AREA)));
  }

  /**
   * Models and prompts.
   *
   * @param segmenter name of the segmenter
   * @param segmenterOptions how it is asked
   * @param detector name of the detector; empty when no prompts come from one
   * @param prompts what the segmenter is asked about
   * @param detectorOptions which of its boxes are wanted
   * @param scoreThreshold least score of a box, over the detector's own
   * @param targetPrecision share of outlines that shall be buildings, from which the score follows
   * @param tileSize pixels of a tile, over the model's input size
   * @param refinements further passes with the mask of the one before
   */
  public record Models(
      String segmenter,
      SegmenterOptions segmenterOptions,
      Optional<String> detector,
      PromptOptions prompts,
      DetectorOptions detectorOptions,
      Optional<Double> scoreThreshold,
      Optional<Double> targetPrecision,
      Optional<Integer> tileSize,
      int refinements) {}

  /**
   * Masks to outlines.
   *
   * @param toleranceMetres farthest that a simplified outline may lie from the traced one
   * @param minAreaSquareMetres smaller outlines are dropped
   * @param regular whether walls are drawn straight and corners square
   */
  public record Outline(double toleranceMetres, double minAreaSquareMetres, boolean regular) {}

  /**
   * What does not change the result.
   *
   * @param workers tiles in work at once; empty: by cores and memory
   * @param device where the models run
   * @param db address of the database; empty: {@code HEARTH_DB}, else the private one
   * @param dbWait how long a lost database is waited for
   * @param embeddings where encoded tiles are kept; empty: nowhere
   */
  public record Execution(
      Optional<Integer> workers,
      Device device,
      Optional<String> db,
      Duration dbWait,
      Optional<EmbeddingCacheOptions> embeddings) {}

  /**
   * Checks the values of a job.
   *
   * @throws InputException naming the key that is missing or wrong
   */
  public static RunConfig of(JobValues v) {
    if (!v.has(JobKey.IMAGERY) && !v.has(JobKey.OSM)) {
      throw new InputException(
          "'imagery' is missing, and 'osm' too: there is nowhere to take buildings from",
          "Give imagery (%s: %s), mapped buildings (%s: %s), or both."
              .formatted(
                  JobKey.IMAGERY.flag(),
                  JobKey.IMAGERY.description(),
                  JobKey.OSM.flag(),
                  JobKey.OSM.description()));
    }
    return new RunConfig(
        name(v),
        v.list(JobKey.IMAGERY),
        imageryOptions(v),
        models(v),
        new Outline(
            v.number(JobKey.TOLERANCE, 0).orElseThrow(),
            v.number(JobKey.MIN_AREA, 0).orElseThrow(),
            isRegular(v)),
        v.text(JobKey.OSM),
        RuleSet.parse(v.required(JobKey.RULES)),
        hints(v.list(JobKey.HINTS)),
        truth(v),
        surface(v),
        PopulationConfig.of(v),
        new Execution(
            v.integer(JobKey.WORKERS, 1),
            Device.parse(v.required(JobKey.DEVICE)),
            v.text(JobKey.DB),
            Duration.ofSeconds(v.integer(JobKey.DB_WAIT, 0).orElseThrow()),
            embeddings(v)),
        Path.of(v.required(JobKey.OUT)),
        v.text(JobKey.ATTRIBUTION),
        v.text(JobKey.NOTE),
        v.toMap(),
        v.toKept());
  }

  /** Units and figures; empty for a job that ends after the buildings. */
  public Optional<CensusOptions> census() {
    return population.census();
  }

  /** What tells which buildings house people. */
  public UseOptions use() {
    return population.use();
  }

  private static Optional<EmbeddingCacheOptions> embeddings(JobValues v) {
    double gigabytes = v.number(JobKey.EMBEDDING_CACHE_GB, 0).orElseThrow();
    return v.text(JobKey.EMBEDDING_CACHE)
        .map(folder -> new EmbeddingCacheOptions(Path.of(folder), (long) (gigabytes * 1e9)));
  }

  /** Bands and blank areas. */
  public static ImageryOptions imageryOptions(JobValues v) {
    List<Integer> bands = new ArrayList<>();
    for (String band : v.list(JobKey.BANDS)) {
      try {
        bands.add(Integer.parseInt(band));
      } catch (NumberFormatException e) {
        throw JobValues.wrong(JobKey.BANDS, band, "a band's number");
      }
    }
    String blank = v.required(JobKey.BLANK);
    return new ImageryOptions(
        bands,
        switch (blank) {
          case "detect" -> BlankPolicy.DETECT;
          case "keep" -> BlankPolicy.KEEP;
          default -> throw JobValues.wrong(JobKey.BLANK, blank, "detect or keep");
        });
  }

  private static String name(JobValues v) {
    String name = v.required(JobKey.NAME).strip();
    // The name becomes part of the run's id, which people type and files are named after.
    if (!name.matches("[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,79}")) {
      throw new InputException(
          "'name: " + (name.length() > 90 ? name.substring(0, 90) + "…" : name) + "' is no name",
          "Up to 80 letters, digits, spaces, dots, hyphens and underscores; a letter or digit"
              + " first.");
    }
    return name;
  }

  private static Models models(JobValues v) {
    PromptOptions prompts = PromptOptions.of(v);
    return new Models(
        v.required(JobKey.SEGMENTER),
        new SegmenterOptions(v.flag(JobKey.BOX_AS_POINT)),
        prompts.has(PromptSource.DETECTOR)
            ? Optional.of(v.required(JobKey.DETECTOR))
            : Optional.empty(),
        prompts,
        new DetectorOptions(
            v.list(JobKey.CLASSES),
            acrossClasses(v),
            v.text(JobKey.TEXT),
            v.share(JobKey.TEXT_THRESHOLD).orElse(DetectorOptions.DEFAULT_TEXT_THRESHOLD)),
        v.share(JobKey.SCORE),
        targetPrecision(v),
        v.integer(JobKey.TILE_SIZE, 1),
        v.integer(JobKey.REFINE, 0).orElse(0));
  }

  private static boolean isRegular(JobValues v) {
    String style = v.required(JobKey.OUTLINE);
    return switch (style) {
      case "regular" -> true;
      case "raw" -> false;
      default -> throw JobValues.wrong(JobKey.OUTLINE, style, "regular or raw");
    };
  }

  private static Optional<Double> targetPrecision(JobValues v) {
    Optional<Double> target = v.number(JobKey.TARGET_PRECISION, 0);
    if (target.filter(t -> !(t > 0 && t < 1)).isPresent()) {
      throw JobValues.wrong(
          JobKey.TARGET_PRECISION, target.get().toString(), "a share between 0 and 1");
    }
    if (target.isPresent() && v.has(JobKey.SCORE)) {
      throw new InputException(
          "'score-threshold' and 'target-precision' are both given", "Give one of them.");
    }
    return target;
  }

  private static boolean acrossClasses(JobValues v) {
    String nms = v.text(JobKey.NMS).orElse("class-wise");
    return switch (nms) {
      case "class-wise" -> false;
      case "agnostic" -> true;
      default -> throw JobValues.wrong(JobKey.NMS, nms, "class-wise or agnostic");
    };
  }

  private static Optional<SurfaceOptions> surface(JobValues v) {
    if (!v.has(JobKey.DSM)) {
      if (v.has(JobKey.DTM)) {
        v.required(JobKey.DSM);
      }
      return Optional.empty();
    }
    return Optional.of(
        new SurfaceOptions(
            v.required(JobKey.DSM),
            v.text(JobKey.DTM),
            v.number(JobKey.MIN_HEIGHT, 0).orElseThrow(),
            v.number(JobKey.MAX_SLOPE, 0).orElseThrow(),
            v.text(JobKey.SURFACE_UNIT)));
  }
}
