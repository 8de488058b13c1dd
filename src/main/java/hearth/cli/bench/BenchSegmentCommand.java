package hearth.cli.bench;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hearth bench segment}. */
@Command(
    name = "segment",
    mixinStandardHelpOptions = true,
    description =
        "Measures the stage from tiles to outlines against inference time, and memory by image"
            + " size.")
final class BenchSegmentCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private SegmentBench bench;

  @Override
  public Integer call() throws IOException, InterruptedException {
    return bench.run(spec);
  }
}
