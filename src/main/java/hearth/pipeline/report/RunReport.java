package hearth.pipeline.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a run read, found and wrote, as {@code report.json}, {@code run --json} and {@code
 * report.html} show it.
 *
 * <p>The names of the components are the keys of the JSON. {@code run}, {@code state}, {@code
 * tiles}, {@code buildings}, {@code units}, {@code seconds}, {@code files} and {@code warnings} are
 * a contract with programs and stay as they are. A figure that is not known is NaN here and {@code
 * null} there.
 *
 * @param run id of the run
 * @param name name of the job
 * @param state {@code done}, {@code incomplete} (some tiles failed) or {@code failed}
 * @param version version of Hearth
 * @param area what was looked at
 * @param inputs files that were read, in the order of the job
 * @param models models that were used
 * @param tiles ledger of tiles in figures
 * @param buildings candidates by status, see {@link hearth.footprint.Status#code()}
 * @param sources buildings of the merged view by source, see {@link hearth.footprint.Source#code()}
 * @param evidence what speaks for and against the candidates besides the models
 * @param units census units in the order of their ids; empty without a census
 * @param densest cells with the most persons per km², densest first; empty without a census
 * @param seconds wall time per stage, in the order in which the stages ran
 * @param effort what the run took besides time
 * @param issues problems in the data that the run lived with, by code
 * @param warnings what the reader should know before using the figures, a sentence each
 * @param files files that were written
 * @param credits whom to name, and under which licence, when the results are passed on
 * @param notes remarks given with the job, a sentence each
 */
@JsonPropertyOrder({
  "run",
  "name",
  "state",
  "version",
  "area",
  "inputs",
  "models",
  "tiles",
  "buildings",
  "sources",
  "evidence",
  "units",
  "densest",
  "seconds",
  "effort",
  "issues",
  "warnings",
  "files",
  "credits",
  "notes"
})
public record RunReport(
    String run,
    String name,
    String state,
    String version,
    Area area,
    List<Input> inputs,
    List<Model> models,
    Tiles tiles,
    Map<String, Integer> buildings,
    Map<String, Integer> sources,
    EvidenceReport evidence,
    List<Unit> units,
    List<DenseCell> densest,
    Map<String, Double> seconds,
    Effort effort,
    List<IssueCount> issues,
    List<String> warnings,
    List<String> files,
    List<Credit> credits,
    List<String> notes) {

  public RunReport {
    Objects.requireNonNull(run, "run");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(area, "area");
    Objects.requireNonNull(tiles, "tiles");
    Objects.requireNonNull(evidence, "evidence");
    Objects.requireNonNull(effort, "effort");
    inputs = List.copyOf(inputs);
    models = List.copyOf(models);
    buildings = inOrder(buildings);
    sources = inOrder(sources);
    units = List.copyOf(units);
    densest = List.copyOf(densest);
    seconds = inOrder(seconds);
    issues = List.copyOf(issues);
    warnings = List.copyOf(warnings);
    files = List.copyOf(files);
    credits = List.copyOf(credits);
    notes = List.copyOf(notes);
  }

  /** Buildings of the merged view, over all sources. */
  @JsonIgnore
  public int mergedBuildings() {
    return sources.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static <V> Map<String, V> inOrder(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /**
   * What was looked at.
   *
   * @param crs metric reference system of the run, for example {@code EPSG:32645}
   * @param bounds extent of the imagery; without imagery, of the mapped buildings
   * @param imagedSquareKilometres ground that the imagery shows, without nodata and blank areas
   * @param cell size of a cell as the job gave it, for example {@code 30 m}; empty without a census
   * @param columns columns of the density raster; 0 without a census
   * @param rows rows of the density raster; 0 without a census
   */
  @JsonPropertyOrder({"crs", "bounds", "imagedSquareKilometres", "cell", "columns", "rows"})
  public record Area(
      String crs,
      Bounds bounds,
      double imagedSquareKilometres,
      String cell,
      int columns,
      int rows) {}

  /** Edges of a rectangle in degrees, EPSG:4326. */
  @JsonPropertyOrder({"west", "south", "east", "north"})
  public record Bounds(double west, double south, double east, double north) {}

  /**
   * A file that was read.
   *
   * @param role what it was read as: {@code imagery}, {@code osm}, {@code census}, {@code dsm}, …
   * @param file as the job gave it
   * @param crs its reference system
   * @param groundMetresPerPixel resolution on the ground; null for layers
   * @param bands bands that were used, from 1; null for layers
   * @param features features that were read; null for rasters
   * @param fingerprint of the content
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonPropertyOrder({
    "role",
    "file",
    "crs",
    "groundMetresPerPixel",
    "bands",
    "features",
    "fingerprint"
  })
  public record Input(
      String role,
      String file,
      String crs,
      Double groundMetresPerPixel,
      List<Integer> bands,
      Long features,
      String fingerprint) {

    /** A raster: imagery or a surface model. */
    public static Input raster(
        String role,
        String file,
        String crs,
        double groundMetresPerPixel,
        List<Integer> bands,
        String fingerprint) {
      return new Input(
          role, file, crs, groundMetresPerPixel, List.copyOf(bands), null, fingerprint);
    }

    /** A vector layer: OSM, census, given buildings. */
    public static Input layer(
        String role, String file, String crs, long features, String fingerprint) {
      return new Input(role, file, crs, null, null, features, fingerprint);
    }
  }

  /**
   * A model that was used.
   *
   * @param role {@code detector} or {@code segmenter}
   * @param name its name in the model folder
   * @param sha256 checksums of its files, in the order of its description
   * @param licence of its weights
   */
  @JsonPropertyOrder({"role", "name", "sha256", "licence"})
  public record Model(String role, String name, List<String> sha256, String licence) {
    public Model {
      sha256 = List.copyOf(sha256);
    }
  }

  /**
   * The ledger in figures; {@code done} includes {@code empty}.
   *
   * @param total tiles of the lattice; 0 for a run without imagery
   * @param done tiles that ended well
   * @param failed tiles that did not
   * @param empty tiles without imagery, where there was nothing to look for
   * @param failures the failed tiles, by row and column
   */
  @JsonPropertyOrder({"total", "done", "failed", "empty", "failures"})
  public record Tiles(int total, int done, int failed, int empty, List<FailedTile> failures) {
    public Tiles {
      failures = List.copyOf(failures);
    }
  }

  /** A tile that failed: name in the ledger, where it lies, and the first cause. */
  @JsonPropertyOrder({"tile", "bounds", "cause"})
  public record FailedTile(String tile, Bounds bounds, String cause) {}

  /**
   * A census unit.
   *
   * @param id its id in the census layer
   * @param census persons by the census; NaN where it is not known
   * @param allocated persons that were to be shared out: the census figure, or the part of it that
   *     falls to the area looked at; NaN where it is not known
   * @param cells sum of the unit's stored shares of cells; NaN where the figure is not known
   * @param rule by which rule the persons were placed, for example {@code buildings} or {@code
   *     uniform}
   * @param buildings buildings of the merged view that took persons of the unit
   */
  @JsonPropertyOrder({"id", "census", "allocated", "cells", "rule", "buildings"})
  public record Unit(
      String id, double census, double allocated, double cells, String rule, int buildings) {}

  /** A cell of the density raster: its place in the order, its figures and its centre. */
  @JsonPropertyOrder({"rank", "persons", "personsPerSquareKilometre", "lon", "lat"})
  public record DenseCell(
      int rank, double persons, double personsPerSquareKilometre, double lon, double lat) {}

  /**
   * What the run took besides time.
   *
   * @param workers workers that ran at once
   * @param device where the models ran, for example {@code cpu} or {@code cuda:0}; {@code none}
   *     without imagery
   * @param inferenceSeconds sum of ONNX Runtime's own run times over all workers
   * @param peakMemoryBytes most resident memory of the process; NaN where it cannot be known
   */
  @JsonPropertyOrder({"workers", "device", "inferenceSeconds", "peakMemoryBytes"})
  public record Effort(
      int workers, String device, double inferenceSeconds, double peakMemoryBytes) {}

  /**
   * Problems of one kind.
   *
   * @param code see {@link hearth.geo.DataIssue#code()}
   * @param count how many there were
   * @param examples the first of them in the order of where they are
   */
  @JsonPropertyOrder({"code", "count", "examples"})
  public record IssueCount(String code, int count, List<Example> examples) {
    public IssueCount {
      examples = List.copyOf(examples);
    }
  }

  /** One problem: what was found and done, and where. */
  @JsonPropertyOrder({"where", "detail"})
  public record Example(String where, String detail) {}

  /**
   * Whom to name for what.
   *
   * @param what data or model, for example {@code imagery.tif}
   * @param attribution line to print
   * @param licence its licence
   */
  @JsonPropertyOrder({"what", "attribution", "licence"})
  public record Credit(String what, String attribution, String licence) {}
}
