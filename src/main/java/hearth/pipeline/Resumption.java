package hearth.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import hearth.geo.InputException;
import hearth.pipeline.job.RunConfig;
import hearth.store.RunInfo;
import hearth.store.RunStore;
import hearth.store.TileRecord;
import hearth.store.TileState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether a run may be gone on with: job, models and inputs must be what they were, since its tiles
 * are done already. What changed is named.
 *
 * <p>One change is taken: imagery that was repaired, when only failed tiles are tried again and
 * every tile that is done would still be made from the same pixels. Imagery is part of a run's
 * identity, so that the run goes on under another id, and takes the place of the earlier one.
 */
final class Resumption {
  /** Tiles that a message names. */
  private static final int NAMED = 10;

  private final RunInfo earlier;
  private final boolean onlyFailed;

  /**
   * @param earlier the run that is to be gone on with
   * @param onlyFailed whether only its failed tiles are tried again
   */
  Resumption(RunInfo earlier, boolean onlyFailed) {
    this.earlier = earlier;
    this.onlyFailed = onlyFailed;
  }

  RunInfo earlier() {
    return earlier;
  }

  /**
   * Checks everything.
   *
   * @param version of the program
   * @throws InputException naming what changed
   */
  void check(Inputs inputs, RunConfig config, String version, RunStore store) {
    if (!earlier.codeVersion().equals(version)) {
      throw changed(
          List.of("the program (version " + earlier.codeVersion() + ", now " + version + ")"));
    }
    List<TileRecord> tiles = store.tiles(earlier);
    int total = inputs.tiles();
    if (onlyFailed && tiles.size() < total) {
      throw new InputException(
          "%d tiles of run %s were never begun".formatted(total - tiles.size(), earlier.id()),
          "Leave --only-failed away.");
    }
    List<String> changes = models(inputs);
    List<String> files = files(inputs);
    if (!changes.isEmpty() || !files.isEmpty() && !(onlyFailed && areImagery(files, inputs))) {
      changes.addAll(files);
      throw changed(changes);
    }
    if (!files.isEmpty()) {
      checkPixels(tiles, inputs, config, files);
    } else if (!inputs.runId().equals(earlier.id())) {
      throw changed(List.of("what a job means (this version has other defaults)"));
    }
  }

  private void checkPixels(
      List<TileRecord> tiles, Inputs inputs, RunConfig config, List<String> files) {
    List<String> other =
        new TileStage(inputs.imagery().orElseThrow(), config, Optional.empty())
            .changed(tiles.stream().filter(t -> t.state() != TileState.FAILED).toList());
    if (!other.isEmpty()) {
      throw new InputException(
          "%s changed, and not in failed tiles alone: run %s cannot go on; other pixels in tile %s"
              .formatted(
                  String.join(", ", files),
                  earlier.id(),
                  String.join(", ", other.subList(0, Math.min(NAMED, other.size())))),
          "Run the job from the start: ./hearth run.");
    }
  }

  private InputException changed(List<String> what) {
    return new InputException(
        "run %s cannot go on: changed since it began: %s"
            .formatted(earlier.id(), String.join(", ", what)),
        onlyFailed || !what.equals(imageryOf(earlier))
            ? "Put back what it was, or run the job from the start: ./hearth run."
            : "If it was repaired, --only-failed takes it; else put it back.");
  }

  private static List<String> imageryOf(RunInfo run) {
    List<String> files = new ArrayList<>();
    parse(run.job()).path("imagery").forEach(f -> files.add(f.asText()));
    return files;
  }

  private List<String> models(Inputs inputs) {
    return differences(parse(earlier.models()), parse(inputs.modelsJson()), "model ");
  }

  private List<String> files(Inputs inputs) {
    Map<String, String> now = new LinkedHashMap<>();
    inputs.fingerprints().forEach((file, print) -> now.put(absolute(file), print));
    JsonNode before = parse(earlier.inputs());
    Map<String, String> then = new LinkedHashMap<>();
    before.properties().forEach(e -> then.put(absolute(e.getKey()), e.getValue().asText()));
    return differences(parse(Inputs.json(then)), parse(Inputs.json(now)), "");
  }

  private static List<String> differences(JsonNode then, JsonNode now, String prefix) {
    List<String> names = new ArrayList<>();
    then.fieldNames().forEachRemaining(names::add);
    now.fieldNames().forEachRemaining(n -> names.add(n));
    List<String> different = new ArrayList<>();
    for (String name : names.stream().distinct().toList()) {
      if (!Objects.equals(then.get(name), now.get(name))) {
        different.add(prefix + name);
      }
    }
    return different;
  }

  private static boolean areImagery(List<String> files, Inputs inputs) {
    return inputs
        .imagery()
        .map(i -> i.source().files().stream().map(Resumption::absolute).toList())
        .orElse(List.of())
        .containsAll(files);
  }

  private static String absolute(String file) {
    return file.startsWith("/vsi") || file.contains("://")
        ? file
        : Path.of(file).toAbsolutePath().normalize().toString();
  }

  private static JsonNode parse(String json) {
    try {
      return new JsonMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not what was written", e);
    }
  }
}
