package hearth.pipeline;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where Hearth itself is, and what surrounds the process.
 *
 * @param folder the folder that holds {@code models} and {@code data-samples}
 * @param version of the program
 * @param environment variables of the process
 */
public record Home(Path folder, String version, Map<String, String> environment) {
  public Home {
    environment = Map.copyOf(environment);
  }

  /** As the launcher says ({@code hearth.home}), else from where the jar is. */
  public static Home locate(String version, Map<String, String> environment) {
    String told = System.getProperty("hearth.home");
    Path folder = told != null ? Path.of(told) : besideJar();
    return new Home(folder, version, environment);
  }

  public Path models() {
    return folder.resolve("models");
  }

  private static Path besideJar() {
    try {
      Path jar = Path.of(Home.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      for (Path p = jar.getParent(); p != null; p = p.getParent()) {
        if (Files.isDirectory(p.resolve("models"))) {
          return p;
        }
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the jar lies in no folder", e);
    }
    return Path.of("").toAbsolutePath();
  }
}
