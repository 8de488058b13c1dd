package hearth.store;

import java.nio.file.Path;

/**
 * Files made from a run in the database. The same run gives the same bytes: rows are sorted by id.
 */
public final class BuildingFiles {
  private final RunStore store;

  public BuildingFiles(RunStore store) {
    this.store = store;
  }

  /**
   * Writes {@code buildings.gpkg}: layer {@code buildings} (the merged view) and layer {@code
   * candidates} (all rows), longitude and latitude on WGS 84.
   */
  public void writeGeoPackage(RunInfo run, Path file) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Writes a run in a format; an existing file is refused unless {@code force}. */
  public void export(RunInfo run, ExportFormat format, Path file, boolean force) {
    throw new UnsupportedOperationException("not built yet");
  }
}
