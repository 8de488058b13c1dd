package hearth.cli;

import hearth.pipeline.FieldNames;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Columns of a layer of buildings that say what OpenStreetMap says by tags. */
final class FieldOptions {
  @Option(names = "--levels-field", paramLabel = "C", description = "column with the levels")
  private String levels;

  @Option(
      names = "--height-field",
      paramLabel = "C",
      description = "column with the height, in metres")
  private String height;

  @Option(
      names = "--class-field",
      paramLabel = "C",
      description = "column with the kind of building, as the table of building classes lists it")
  private String use;

  FieldNames names() {
    return new FieldNames(
        Optional.ofNullable(levels), Optional.ofNullable(height), Optional.ofNullable(use));
  }
}
