package hearth.cli;

import hearth.conflate.Conflation;
import hearth.conflate.GroundClaims;
import hearth.conflate.HintFinder;
import hearth.conflate.OsmData;
import hearth.conflate.OsmReader;
import hearth.conflate.RuleSet;
import hearth.conflate.Surroundings;
import hearth.footprint.Building;
import hearth.footprint.Hint;
import hearth.footprint.MapShift;
import hearth.footprint.Status;
import hearth.geo.Crs;
import hearth.geo.DataIssue;
import hearth.geo.InputException;
import hearth.pipeline.BuildingJoin;
import hearth.pipeline.FieldNames;
import hearth.pipeline.LayerReader;
import hearth.pipeline.UseReader;
import hearth.pipeline.job.RunConfig;
import hearth.pipeline.job.UseOptions;
import hearth.pipeline.report.IssueTally;
import hearth.population.BuildingUse;
import hearth.store.BuildingFiles;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hearth conflate}: two layers of buildings to one. */
@Command(
    name = "conflate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Joins a layer of detected buildings with mapped ones; each keeps its status.")
final class ConflateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--buildings",
      required = true,
      paramLabel = "F",
      description = "detected outlines: any OGR layer")
  private String buildings;

  @Option(
      names = "--osm",
      required = true,
      paramLabel = "F",
      description = "mapped buildings: OSM PBF or XML, or any OGR layer of outlines")
  private Path osm;

  @Option(
      names = "--area",
      paramLabel = "F",
      description = "where detections were looked for; default: the hull of the detections")
  private String area;

  @Option(
      names = "--rules",
      paramLabel = "NAME",
      defaultValue = "hearth",
      description = "what makes two outlines the same house: hearth, overture, mapflow")
  private String rules;

  @Option(
      names = "--hints",
      paramLabel = "NAMES",
      split = ",",
      defaultValue = "water,road,isolated,vehicle,sliver",
      description =
          "what makes a detection doubtful, for review; water, roads and yards come from an OSM"
              + " file; 'none' looks for nothing (default: ${DEFAULT-VALUE})")
  private List<String> hints;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "F",
      description = "layer to write; a GeoPackage holds all candidates as well")
  private Path out;

  @Option(names = "--force", description = "replace an existing file")
  private boolean force;

  @Override
  public Integer call() {
    SegmentCommand.requireNew(out, force);
    if (!Files.exists(osm)) {
      throw new InputException(osm + ": no such file", "Check the path of --osm.");
    }
    Set<Hint> wanted = RunConfig.hints(hints);
    IssueTally issues = new IssueTally();
    LayerReader.Given given = LayerReader.buildings(buildings, FieldNames.AS_TAGS, issues);
    OsmData mapped = OsmReader.read(osm, issues).in(Crs.WGS84.to(given.crs()));
    warnIfSwapped(issues);
    BuildingUse use =
        UseReader.read(
            new UseOptions(Optional.empty(), Optional.empty(), Optional.empty()),
            Optional.of(osm.toString()),
            given.crs(),
            issues);
    Surroundings around =
        wanted.isEmpty()
            ? Surroundings.UNKNOWN
            : Surroundings.read(osm, Crs.WGS84.to(given.crs()), issues);
    Conflation conflation =
        new BuildingJoin(
                RuleSet.parse(rules), Optional.empty(), new HintFinder(wanted, around), use)
            .join(
                given.buildings(),
                GroundClaims.ofMap(mapped.buildings(), issues),
                area == null
                    ? BuildingJoin.hull(given.buildings())
                    : LayerReader.area(area, given.crs(), issues));
    List<Building> joined = conflation.buildings();
    BuildingFiles.write(joined, given.crs(), out);
    PrintWriter writer = spec.commandLine().getOut();
    Map<Status, Integer> counts = new TreeMap<>();
    joined.forEach(b -> counts.merge(b.status(), 1, Integer::sum));
    conflation.comparison().shifts().stream()
        .filter(MapShift::applied)
        .forEach(
            s ->
                writer.println(
                    String.format(
                        Locale.ROOT,
                        "  moved by    %.1f m east, %.1f m north in cell %d/%d (%d pairs)",
                        s.eastMetres(),
                        s.northMetres(),
                        s.column(),
                        s.row(),
                        s.pairs())));
    counts.forEach((status, n) -> writer.println("  %-10s %d".formatted(status.code(), n)));
    Map<Hint, Integer> doubts = new TreeMap<>();
    joined.forEach(b -> b.hints().forEach(hint -> doubts.merge(hint, 1, Integer::sum)));
    doubts.forEach((hint, n) -> writer.println("  %-10s %d, for review".formatted(hint.code(), n)));
    IssueLines.print(writer, issues.counts());
    writer.println(joined.size() + " candidates in " + out);
    return Main.DONE;
  }

  /** Told where one file can only be a map, and the other only detections. */
  private void warnIfSwapped(IssueTally issues) {
    boolean mapGiven = OsmReader.isOsm(Path.of(buildings)) && !OsmReader.isOsm(osm);
    boolean detectionsAsMap =
        LayerReader.looksDetected(osm.toString()) && !LayerReader.looksDetected(buildings);
    if (mapGiven || detectionsAsMap) {
      issues.accept(
          new DataIssue(
              "layers-swapped",
              mapGiven
                  ? "--buildings is an OpenStreetMap file and --osm is not"
                  : "--osm has scores of detections and --buildings has none",
              buildings));
    }
  }
}
