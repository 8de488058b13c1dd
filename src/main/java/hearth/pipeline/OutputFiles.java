package hearth.pipeline;

/** Names of the files of a run; they never change. */
public final class OutputFiles {
  public static final String BUILDINGS = "buildings.gpkg";
  public static final String POPULATION = "population.tif";
  public static final String DENSITY = "density.tif";
  public static final String GROUPS = "groups.tif";
  public static final String SETTLEMENT = "settlement.tif";
  public static final String SETTLEMENT_MAP = "settlement.png";
  public static final String MAP = "map.png";
  public static final String REPORT_JSON = "report.json";
  public static final String REPORT_HTML = "report.html";

  private OutputFiles() {}
}
