package hearth.cli.bench;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hearth bench}: what is measured is a sub-command; none is {@code segment}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measures the distance to the limits, and to the programs that people use otherwise."
            + " Without a name: segment.",
    subcommands = {
      BenchSegmentCommand.class,
      BenchSamCommand.class,
      BenchVectorizeCommand.class,
      BenchOsmCommand.class,
      BenchConflateCommand.class,
      BenchFaultsCommand.class,
      BenchFuzzCommand.class,
      BenchSoakCommand.class,
      BenchDensityCommand.class,
      BenchSqlCommand.class
    })
public final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private SegmentBench segment;

  @Override
  public Integer call() throws IOException, InterruptedException {
    return segment.run(spec);
  }
}
