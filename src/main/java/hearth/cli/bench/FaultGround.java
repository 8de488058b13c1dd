package hearth.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where runs are hurt: a folder with a job and a database server, on small disks where this user
 * may mount them. Nothing of it stays, also when this process is told to end.
 */
final class FaultGround implements AutoCloseable {
  /** More than the checks before a run ask for its results, and for its rows beside a server. */
  private static final int RESULT_MEGABYTES = 96;

  private static final int SERVER_MEGABYTES = 640;

  private final ScratchFolder folder;
  private final SampleJob job;
  private final Optional<SmallDisk> results;
  private final Optional<SmallDisk> server;
  private final Thread hook = new Thread(this::abandon);

  /** Makes the job that works in a folder. */
  @FunctionalInterface
  interface JobMaker {
    SampleJob in(Path folder) throws IOException;
  }

  private FaultGround(ScratchFolder folder, JobMaker maker)
      throws IOException, InterruptedException {
    this.folder = folder;
    this.job = maker.in(folder.path());
    this.results = SmallDisk.mount(job.out(), RESULT_MEGABYTES);
    this.server = SmallDisk.mount(job.serverFolder(), SERVER_MEGABYTES);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Makes one, whose server runs. */
  static FaultGround make(JobMaker maker) throws IOException, InterruptedException {
    FaultGround ground = new FaultGround(ScratchFolder.forServer(), maker);
    ground.job.server().start();
    return ground;
  }

  Path folder() {
    return folder.path();
  }

  SampleJob job() {
    return job;
  }

  /** The disk of the results; empty where this user may not mount. */
  Optional<SmallDisk> results() {
    return results;
  }

  /** The disk of the server; empty where this user may not mount. */
  Optional<SmallDisk> server() {
    return server;
  }

  @Override
  public void close() {
    leave();
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  /** Leaves when this process is told to end; then engines are under way. */
  private void abandon() {
    ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
    leave();
  }

  private synchronized void leave() {
    if (Files.notExists(folder.path())) {
      return;
    }
    try {
      job.server().stop();
      if (results.isPresent()) {
        results.get().close();
      }
      if (server.isPresent()) {
        server.get().close();
      }
      folder.close();
    } catch (IOException e) {
      throw new UncheckedIOException("left behind: " + folder.path(), e);
    }
  }
}
