package hearth.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.cli.Main;
import hearth.geo.Crs;
import hearth.raster.Gdal;
import hearth.raster.ImageryOptions;
import hearth.raster.ImagerySource;
import hearth.raster.vector.Feature;
import hearth.raster.vector.GeometryType;
import hearth.raster.vector.VectorLayer;
import hearth.raster.vector.VectorWriter;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.GeometryFactory;

/** As many boxes in one tile as nobody has; the heap of the process is the bound. */
@Timeout(600)
class ManyBoxesTest {
  private static final int BOXES = 50_000;
  private static final String HEAP = "-Xmx400m";
  private static final Path IMAGERY = Path.of("data-samples/banepa/imagery.tif");

  @TempDir Path folder;

  @BeforeAll
  static void initialise() {
    Gdal.initialise();
  }

  /** Boxes of 5 to 12 m around a square of 10 m in the middle of the sample. */
  private Path boxes() {
    ImagerySource source = ImagerySource.open(List.of(IMAGERY.toString()), ImageryOptions.DEFAULT);
    Crs utm = Crs.epsg(32645);
    Envelope extent = source.crs().to(utm).apply(source.extent());
    Coordinate middle = extent.centre();
    GeometryFactory geometries = new GeometryFactory();
    Path file = folder.resolve("boxes.gpkg");
    try (VectorWriter writer = VectorWriter.create(file, issue -> {})) {
      writer.addLayer(
          "boxes",
          utm,
          List.of(),
          GeometryType.POLYGON,
          IntStream.range(0, BOXES)
              .mapToObj(
                  i -> {
                    double x = middle.x + 10.0 * (i % 250) / 250;
                    double y = middle.y + 10.0 * (i / 250) / 200;
                    double half = 2.5 + 3.5 * (i % 97) / 97;
                    Envelope box = new Envelope(x - half, x + half, y - half, y + half);
                    return Feature.of(geometries.toGeometry(box), Map.of());
                  })
              .iterator());
      writer.commit();
    }
    return file;
  }

  @Test
  void fiftyThousandBoxesInATileAreAnsweredInABoundedHeap() throws Exception {
    Path home = SmallModels.home(folder, Map.of()).folder();
    Path out = folder.resolve("out.gpkg");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(
        List.of(
            HEAP,
            "-Dhearth.home=" + home,
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "segment",
            "--quiet",
            "--imagery",
            IMAGERY.toString(),
            "--segmenter",
            "small-sam",
            "--prompts",
            "boxes",
            "--boxes",
            boxes().toString(),
            "--out",
            out.toString()));
    assertEquals(0, status(command), this::log);
    try (VectorLayer layer = VectorLayer.open(out.toString(), null)) {
      assertEquals(BOXES, layer.count());
    }
  }

  private int status(List<String> command) throws IOException, InterruptedException {
    File log = folder.resolve("log").toFile();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
    try {
      return process.waitFor();
    } finally {
      process.destroyForcibly();
    }
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      return e.getMessage();
    }
  }
}
