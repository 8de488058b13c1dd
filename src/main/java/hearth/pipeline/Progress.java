package hearth.pipeline;

/** Told how a job goes on; called from one thread at a time. */
public interface Progress {

  /**
   * A run is entered in the ledger: from here on it can be resumed by its id.
   *
   * @param doneBefore tiles that an earlier process has done
   * @param tiles all of them
   */
  default void begun(String runId, int doneBefore, int tiles) {}

  /** A stage begins, named for a person: "seams", "census", …. */
  void stage(String name);

  /** Tiles so far. */
  void tiles(int done, int failed, int total);

  /** Something the person should know now, and which the report will say again. */
  void warn(String message);

  /** Says nothing. */
  Progress SILENT =
      new Progress() {
        @Override
        public void stage(String name) {}

        @Override
        public void tiles(int done, int failed, int total) {}

        @Override
        public void warn(String message) {}
      };
}
