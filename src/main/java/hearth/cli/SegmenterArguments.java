package hearth.cli;

import hearth.raster.BlankPolicy;
import hearth.raster.ImageryOptions;
import hearth.segment.Device;
import java.util.List;
import picocli.CommandLine.Option;

/** Which segmenter is asked, what it is shown, and where it runs: the same for several commands. */
final class SegmenterArguments {
  @Option(
      names = "--segmenter",
      paramLabel = "NAME",
      defaultValue = "hearth-sam",
      description = "model that cuts the outlines (default: ${DEFAULT-VALUE})")
  private String segmenter;

  @Option(
      names = "--bands",
      paramLabel = "A,B,C",
      split = ",",
      description = "bands to show the model as red, green, blue, or one (from 1)")
  private List<Integer> bands = List.of();

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "auto",
      description = "cpu, cuda, cuda:N or auto (default: ${DEFAULT-VALUE})")
  private String device;

  /** Name of the model. */
  String segmenter() {
    return segmenter;
  }

  /** Where it runs. */
  Device device() {
    return Device.parse(device);
  }

  /**
   * What of an image it is shown.
   *
   * @param blank what becomes of areas of one constant colour
   */
  ImageryOptions imagery(BlankPolicy blank) {
    return new ImageryOptions(bands, blank);
  }
}
