package hearth.cli;

import hearth.pipeline.job.JobKey;
import hearth.pipeline.job.JobValues;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The keys of a job as options of a command. */
final class JobOptions {
  private JobOptions() {}

  /** Declares an option for each key. */
  static void addTo(CommandSpec command, Set<JobKey> keys) {
    for (JobKey key : keys) {
      String defaultText =
          key.defaultValue().isEmpty() ? "" : " (default: " + key.defaultValue() + ")";
      OptionSpec.Builder option =
          OptionSpec.builder(key.flag())
              .paramLabel(label(key))
              .description(key.description() + defaultText);
      command.addOption(
          switch (key.kind()) {
            case LIST, FILES ->
                option.type(List.class).auxiliaryTypes(String.class).arity("1..*").build();
            case SWITCH -> option.type(String.class).arity("0..1").fallbackValue("true").build();
            case TEXT, FILE, FOLDER -> option.type(String.class).arity("1").build();
          });
    }
  }

  /** What the command line gives; relative paths start from the working directory. */
  static JobValues values(ParseResult parsed, Set<JobKey> keys) {
    JobValues values = new JobValues();
    for (JobKey key : keys) {
      if (parsed.hasMatchedOption(key.flag())) {
        Object value = parsed.matchedOptionValue(key.flag(), null);
        List<String> texts =
            value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(value));
        values.set(key, texts, Path.of(""));
      }
    }
    return values;
  }

  private static String label(JobKey key) {
    return switch (key.kind()) {
      case FILE, FILES -> "F";
      case FOLDER -> "DIR";
      case LIST -> "A,B";
      case SWITCH -> "true|false";
      case TEXT -> key.flag().substring(2).toUpperCase(java.util.Locale.ROOT);
    };
  }
}
