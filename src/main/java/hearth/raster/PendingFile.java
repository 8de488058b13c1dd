package hearth.raster;

import hearth.geo.InputException;
import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is being written: in a folder of its own beside its place, under its final name (some
 * formats derive a layer's name from it, others write several files). It is moved into place when
 * it is complete; closed before that, nothing is left.
 */
public final class PendingFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PendingFile.class);

  /**
   * Less than this left on the disk, and a failure is put down to it. GDAL's own words often do not
   * tell, and some of its drivers have removed their scratch files by then.
   */
  private static final long FULL_BYTES = 16 << 20;

  private final Path target;
  private final Path folder;

  private PendingFile(Path target, Path folder) {
    this.target = target;
    this.folder = folder;
  }

  /** Begins a file; a folder that is missing or may not be written to is refused. */
  public static PendingFile beside(Path target) {
    Path absolute = target.toAbsolutePath();
    if (Files.isDirectory(absolute)) {
      throw new InputException(
          target + " is a folder", "Give the name of a file, or remove the folder.");
    }
    try {
      Path folder =
          Files.createTempDirectory(absolute.getParent(), "." + absolute.getFileName() + ".");
      return new PendingFile(absolute, folder);
    } catch (IOException e) {
      throw refusal(target, reason(e), e);
    }
  }

  /** Removes what a process that died has left of a file; nobody may be writing it. */
  public static void removeLeft(Path target) {
    Path absolute = target.toAbsolutePath();
    if (!Files.isDirectory(absolute.getParent())) {
      return;
    }
    String prefix = "." + absolute.getFileName() + ".";
    try (Stream<Path> list = Files.list(absolute.getParent())) {
      for (Path left : list.filter(p -> isLeft(p, prefix)).toList()) {
        new PendingFile(absolute, left).close();
      }
    } catch (IOException e) {
      LOG.debug("{} cannot be listed", absolute.getParent(), e);
    }
  }

  private static boolean isLeft(Path path, String prefix) {
    String name = path.getFileName().toString();
    return name.startsWith(prefix)
        && name.substring(prefix.length()).matches("[0-9]+")
        && Files.isDirectory(path);
  }

  /** Where to write. */
  public Path path() {
    return folder.resolve(target.getFileName());
  }

  /** A path in the same folder that goes away with it. */
  public Path scratch(String name) {
    return folder.resolve(name);
  }

  /** Removes a scratch file that is no longer needed. */
  public void discard(Path scratch) {
    try {
      Files.deleteIfExists(scratch);
    } catch (IOException e) {
      throw refusal(target, reason(e), e);
    }
  }

  /** Moves what was written into place, over what is there. */
  public void moveIntoPlace() {
    try {
      List<Path> files;
      try (Stream<Path> list = Files.list(folder)) {
        files = list.sorted().toList();
      }
      // The file itself comes last: while it is missing, its companions mean nothing.
      for (Path f : files) {
        if (!f.equals(path())) {
          move(f);
        }
      }
      move(path());
    } catch (IOException e) {
      throw refusal(target, reason(e), e);
    }
  }

  private void move(Path from) throws IOException {
    Files.move(
        from,
        target.resolveSibling(from.getFileName()),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** The error to throw when a writer fails for a reason. */
  public InputException notWritten(String reason) {
    // Asked of the folder itself: Java's list of mounted disks is not complete in a container.
    File disk = folder.toFile();
    boolean full = disk.getTotalSpace() > 0 && disk.getUsableSpace() < FULL_BYTES;
    return refusal(target, full ? "no space left on the disk (" + reason + ")" : reason, null);
  }

  @Override
  public void close() {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> left = Files.walk(folder)) {
      for (Path p : left.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(p);
      }
    } catch (IOException e) {
      LOG.warn("{} could not be removed: {}", folder, e.toString());
    }
  }

  private static InputException refusal(Path target, String reason, Exception cause) {
    return new InputException(
        "%s cannot be written: %s".formatted(target, reason),
        reason.startsWith("no space")
            ? "Free some space, or choose a place on another disk."
            : "Check the permissions and the space on the disk, or choose another place.",
        cause);
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "its folder does not exist";
    }
    if (e instanceof AccessDeniedException) {
      return "its folder may not be written to";
    }
    if (e instanceof FileSystemException f && f.getReason() != null) {
      return f.getReason().startsWith("No space") ? "no space left on the disk" : f.getReason();
    }
    return e.toString();
  }
}
