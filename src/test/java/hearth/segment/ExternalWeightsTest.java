package hearth.segment;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files whose weights lie in another file that cannot be used. */
class ExternalWeightsTest {
  private static InputException refused(Path file) {
    return assertThrows(
        InputException.class, () -> OnnxModel.open("test", file, Samples.inference()).close());
  }

  @Test
  void weightsThatAreNotThere(@TempDir Path folder) throws IOException {
    InputException e = refused(copy("external-missing.onnx", folder));
    assertTrue(e.getMessage().contains("external data"), e.getMessage());
  }

  @Test
  void weightsOutsideTheFolder(@TempDir Path folder) throws IOException {
    // They are there and would fit: only their place is wrong.
    Files.write(folder.resolve("outside.bin"), new byte[16]);
    Path inner = Files.createDirectory(folder.resolve("inner"));
    InputException e = refused(copy("external-outside.onnx", inner));
    assertTrue(e.getMessage().contains("external-outside.onnx"), e.getMessage());
  }

  private static Path copy(String name, Path folder) throws IOException {
    return Files.copy(Samples.RESOURCES.resolve(name), folder.resolve(name));
  }
}
