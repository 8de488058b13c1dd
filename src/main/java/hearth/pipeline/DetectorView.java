package hearth.pipeline;

import hearth.geo.PixelWindow;
import hearth.raster.ImageBlock;
import hearth.raster.ImageReader;
import hearth.raster.ImagerySource;
import hearth.segment.DetectedBox;
import hearth.segment.Detector;
import java.util.List;
import java.util.Optional;

/**
 * A detector that may want another ground resolution than the segmenter: it is then given the same
 * ground, read at its own resolution, and its boxes come back in pixels of the segmenter's block.
 */
final class DetectorView implements AutoCloseable {
  /** Resolutions this near to each other are taken as one, so that the block is read once. */
  private static final double SAME_RESOLUTION = 0.01;

  private final Detector detector;
  private final Optional<ImageReader> ownReader;
  private final double scale;

  private DetectorView(Detector detector, Optional<ImageReader> ownReader, double scale) {
    this.detector = detector;
    this.ownReader = ownReader;
    this.scale = scale;
  }

  /**
   * @param segmenterResolution ground metres per pixel of the lattice's grid
   */
  static DetectorView of(Detector detector, ImagerySource source, double segmenterResolution) {
    double scale = segmenterResolution / detector.groundResolution();
    return Math.abs(scale - 1) <= SAME_RESOLUTION
        ? new DetectorView(detector, Optional.empty(), 1)
        : new DetectorView(
            detector,
            Optional.of(source.reader(source.workingGrid(detector.groundResolution()))),
            scale);
  }

  /** The largest tile whose ground fits into the detector's input, in the segmenter's pixels. */
  static int largestTile(Detector detector, double segmenterResolution) {
    double scale = segmenterResolution / detector.groundResolution();
    return Math.abs(scale - 1) <= SAME_RESOLUTION
        ? detector.inputSize()
        : (int) Math.floor((detector.inputSize() - 1) / scale);
  }

  /** What the detector is given for a block, whose place on the working grid is {@code window}. */
  ImageBlock view(ImageBlock block, PixelWindow window) {
    return ownReader.map(reader -> reader.read(own(window))).orElse(block);
  }

  private PixelWindow own(PixelWindow window) {
    int column = (int) Math.floor(window.column() * scale);
    int row = (int) Math.floor(window.row() * scale);
    return new PixelWindow(
        column,
        row,
        (int) Math.ceil(window.endColumn() * scale) - column,
        (int) Math.ceil(window.endRow() * scale) - row);
  }

  /** Boxes that are seen in a {@link #view}, in pixels of the block at {@code window}. */
  List<DetectedBox> detect(ImageBlock view, PixelWindow window) {
    if (ownReader.isEmpty()) {
      return detector.detect(view);
    }
    int column = own(window).column();
    int row = own(window).row();
    return detector.detect(view).stream()
        .map(
            d ->
                new DetectedBox(
                    (d.x0() + column) / scale - window.column(),
                    (d.y0() + row) / scale - window.row(),
                    (d.x1() + column) / scale - window.column(),
                    (d.y1() + row) / scale - window.row(),
                    d.score(),
                    d.label()))
        .toList();
  }

  @Override
  public void close() {
    ownReader.ifPresent(ImageReader::close);
  }
}
