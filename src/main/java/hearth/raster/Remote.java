package hearth.raster;

import hearth.geo.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gdal.gdal.gdal;

/**
 * Access to other machines by GDAL: only where the person names an address, never because a file
 * does. A VRT that somebody sends may otherwise make this machine fetch what it likes, from
 * networks that only this machine reaches.
 */
final class Remote {
  /** Environment variable, or GDAL's setting, that lets local files name remote ones. */
  static final String ASKED = "HEARTH_REMOTE_SOURCES";

  /** GDAL's network file systems open a file of this name only; there is none. */
  private static final String ONLY = "CPL_VSIL_CURL_ALLOWED_FILENAME";

  private static final String NOTHING = "/vsicurl/nothing";

  private static final Pattern SOURCE =
      Pattern.compile(
          "<(?:SourceFilename|SourceDataset|SourceTileDataset|DEMFile|LineOfSight)\\b[^>]*>([^<]*)");

  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?i)/vsi(?:curl|s3|gs|az|adls|oss|swift|webhdfs|hdfs)[a-z_]*[/?]|[a-z][a-z0-9+]{2,}://"
              + "|<GDAL_W|\\b(?:WMS|WMTS|WCS|PG|DAAS|EEDAI|STACIT|STACTA|NGW|OGCAPI):");

  private static final Pattern PASSING =
      Pattern.compile(
          "(?i)timed? ?out|stale file handle|connection (?:reset|refused|closed)"
              + "|could not resolve host|http[^0-9]*(?:429|5[0-9][0-9])");

  private static final Pattern NETWORKS =
      Pattern.compile("nfs[0-9]?|cifs|smb[0-9]?|9p|afs|ceph|lustre|glusterfs|fuse\\..*");

  private static final int HEAD_BYTES = 4096;
  private static final long LARGEST_VRT_BYTES = 64L << 20;

  private Remote() {}

  /** Shuts GDAL's network file systems until an address is named. */
  static void shut() {
    gdal.SetConfigOption(ONLY, NOTHING);
  }

  /**
   * To be called before a file is opened: opens the network for an address that a person names, and
   * looks through a local VRT.
   *
   * @throws InputException for a VRT that leads to another machine
   */
  static void check(String file) {
    if (ADDRESS.matcher(file).find()) {
      open();
    } else {
      boolean asked = gdal.GetConfigOption(ASKED, "NO").matches("(?i)yes|true|on|1");
      if (asked) {
        open();
      } else {
        InputFiles.local(file).ifPresent(path -> lookThrough(path, file, new HashSet<>()));
      }
    }
  }

  /**
   * Whether a failure to read may go away by itself: the file lies on another machine, or the words
   * are those of a network.
   *
   * @param reason GDAL's own words
   */
  static boolean mayPass(String file, String reason) {
    return ADDRESS.matcher(file).find()
        || PASSING.matcher(reason).find()
        || InputFiles.local(file).filter(Remote::isOnNetwork).isPresent();
  }

  private static boolean isOnNetwork(Path file) {
    try {
      return Files.exists(file) && NETWORKS.matcher(Files.getFileStore(file).type()).matches();
    } catch (IOException e) {
      return false;
    }
  }

  private static synchronized void open() {
    if (NOTHING.equals(gdal.GetConfigOption(ONLY))) {
      gdal.SetConfigOption(ONLY, null);
    }
  }

  /** Sources of a VRT, and of the VRTs among them. */
  private static void lookThrough(Path path, String shown, Set<Path> seen) {
    Path file = path.toAbsolutePath().normalize();
    Optional<String> xml = seen.add(file) ? vrt(file, shown) : Optional.empty();
    if (xml.isEmpty()) {
      return;
    }
    Matcher source = SOURCE.matcher(xml.get());
    while (source.find()) {
      String name = source.group(1).strip();
      if (ADDRESS.matcher(name.replace("&lt;", "<")).find()) {
        throw new InputException(
            "%s leads to another machine: %s".formatted(shown, shortened(name)),
            "Name that address itself as imagery; or, if you trust the file, set "
                + ASKED
                + "=YES.");
      }
      InputFiles.local(name).ifPresent(p -> lookThrough(file.resolveSibling(p), shown, seen));
    }
  }

  private static Optional<String> vrt(Path file, String shown) {
    try {
      if (!Files.isRegularFile(file)) {
        return Optional.empty();
      }
      try (InputStream in = Files.newInputStream(file)) {
        String head = new String(in.readNBytes(HEAD_BYTES), StandardCharsets.UTF_8);
        if (!head.contains("<VRTDataset")) {
          return Optional.empty();
        }
      }
      if (Files.size(file) > LARGEST_VRT_BYTES) {
        throw new InputException(
            "%s: a VRT of %d MB".formatted(shown, Files.size(file) >> 20),
            "Hearth reads VRTs of up to %d MB: make several.".formatted(LARGEST_VRT_BYTES >> 20));
      }
      return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (IOException e) {
      // GDAL will say what is wrong with it.
      return Optional.empty();
    }
  }

  private static String shortened(String name) {
    return name.length() > 100 ? name.substring(0, 100) + "…" : name;
  }
}
