package hearth.cli;

import hearth.geo.InputException;
import hearth.pipeline.GivenBuildings;
import hearth.pipeline.PeakMemory;
import hearth.pipeline.SegmentJob;
import hearth.pipeline.job.JobKey;
import hearth.pipeline.job.JobValues;
import hearth.pipeline.job.RunConfig;
import hearth.pipeline.report.IssueTally;
import hearth.store.BuildingFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hearth segment}: imagery to a layer of buildings. */
@Command(
    name = "segment",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Imagery to a layer of buildings, without OpenStreetMap, census or database.")
final class SegmentCommand implements Callable<Integer>, JobCommand {
  @Spec private CommandSpec spec;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "F",
      description = "layer to write: .gpkg, .fgb, .geojson, .shp, .parquet")
  private Path out;

  @Option(names = "--force", description = "replace an existing file")
  private boolean force;

  @Option(names = "--json", paramLabel = "F", description = "write the figures as JSON")
  private Path json;

  @Option(names = "--quiet", description = "no progress")
  private boolean quiet;

  @Override
  public Set<JobKey> jobKeys() {
    return EnumSet.of(
        JobKey.IMAGERY,
        JobKey.BANDS,
        JobKey.BLANK,
        JobKey.SEGMENTER,
        JobKey.DETECTOR,
        JobKey.PROMPTS,
        JobKey.OSM,
        JobKey.BOXES,
        JobKey.POINTS,
        JobKey.POINTS_PER_SIDE,
        JobKey.PREDICTED_IOU,
        JobKey.STABILITY,
        JobKey.MASK_NMS,
        JobKey.BOX_AS_POINT,
        JobKey.REFINE,
        JobKey.SCORE,
        JobKey.TARGET_PRECISION,
        JobKey.CLASSES,
        JobKey.TEXT,
        JobKey.TEXT_THRESHOLD,
        JobKey.NMS,
        JobKey.DSM,
        JobKey.DTM,
        JobKey.MIN_HEIGHT,
        JobKey.MAX_SLOPE,
        JobKey.SURFACE_UNIT,
        JobKey.OUTLINE,
        JobKey.TOLERANCE,
        JobKey.MIN_AREA,
        JobKey.TILE_SIZE,
        JobKey.WORKERS,
        JobKey.DEVICE,
        JobKey.EMBEDDING_CACHE,
        JobKey.EMBEDDING_CACHE_GB);
  }

  @Override
  public Integer call() throws IOException {
    requireNew(out, force);
    JobValues values = JobOptions.values(spec.commandLine().getParseResult(), jobKeys());
    values.required(JobKey.IMAGERY);
    RunConfig config = RunConfig.of(values);
    IssueTally issues = new IssueTally();
    SegmentJob.Found found;
    try (Interruption interruption = Interruption.watch(spec.commandLine().getErr())) {
      found =
          new SegmentJob(config, Main.home(spec))
              .execute(ConsoleProgress.standard(quiet), issues, interruption::isRequested);
    }
    if (found.given().isPresent()) {
      GivenBuildings given = found.given().get();
      BuildingFiles.writeInOrder(
          given.buildings(),
          given.fields(),
          given.rows().stream().map(GivenBuildings.Row::attributes).toList(),
          found.crs(),
          out);
    } else {
      BuildingFiles.write(found.buildings(), found.crs(), out);
    }
    report(found, issues);
    if (json != null) {
      JsonFile.write(json, figures(found));
    }
    return found.failed().isEmpty() ? Main.DONE : Main.INCOMPLETE;
  }

  private void report(SegmentJob.Found found, IssueTally issues) {
    PrintWriter writer = spec.commandLine().getOut();
    writer.println(
        String.format(
            Locale.ROOT,
            "%d buildings in %s (%d tiles in %.1f s; inference %.1f s on %d workers of 1 thread,"
                + " %s)",
            found.buildings().size(),
            out,
            found.tiles(),
            found.tileSeconds(),
            found.inferenceSeconds(),
            found.workers(),
            found.device()));
    found.failed().forEach((tile, cause) -> writer.println("  tile " + tile + " failed: " + cause));
    IssueLines.print(writer, issues.counts());
  }

  private static Map<String, Object> figures(SegmentJob.Found found) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("buildings", found.buildings().size());
    figures.put("tiles", found.tiles());
    figures.put("failed", found.failed());
    figures.put("workers", found.workers());
    figures.put("device", found.device());
    figures.put("tile_seconds", found.tileSeconds());
    figures.put("inference_seconds", found.inferenceSeconds());
    figures.put("read_seconds", found.stageSeconds().read());
    figures.put("detect_seconds", found.stageSeconds().detect());
    figures.put("encode_seconds", found.stageSeconds().encode());
    figures.put("decode_seconds", found.stageSeconds().decode());
    figures.put("vectorize_seconds", found.stageSeconds().vectorize());
    figures.put("peak_memory_bytes", PeakMemory.bytes());
    return figures;
  }

  /** Refuses a file that is there already, unless it may be replaced, or that cannot be written. */
  static void requireNew(Path file, boolean force) {
    if (Files.exists(file) && !force) {
      throw new InputException(file + ": exists already", "Give --force to replace it.");
    }
    OutputPaths.requireWritable(file, "--out");
  }
}
