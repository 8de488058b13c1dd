package hearth.pipeline.job;

import hearth.geo.InputException;
import hearth.geo.NearestName;
import java.util.Arrays;
import java.util.List;

/**
 * The keys of a job. One declaration feeds the job file, the options of the command line, their
 * help, and the log at the start.
 */
public enum JobKey {
  NAME("name", "--name", Kind.TEXT, "run", "name of the run; its id begins with it"),
  IMAGERY(
      "imagery",
      "--imagery",
      Kind.FILES,
      "",
      "GeoTIFF, COG or VRT, any reference system, 8 or 16 bit; several files are one mosaic;"
          + " without it the mapped buildings of --osm are all there are"),
  BANDS(
      "bands",
      "--bands",
      Kind.LIST,
      "",
      "bands to show the models as red, green, blue, or one panchromatic band (from 1)"),
  BLANK(
      "blank",
      "--blank",
      Kind.TEXT,
      "detect",
      "'detect' takes areas of one constant colour as not imaged, 'keep' does not"),
  SEGMENTER("segmenter", "--segmenter", Kind.TEXT, "hearth-sam", "model that cuts the outlines"),
  DETECTOR("detector", "--detector", Kind.TEXT, "hearth-yolo", "model that finds the boxes"),
  PROMPTS(
      "prompts",
      "--prompts",
      Kind.LIST,
      "detector,osm",
      "where prompts come from, the most trusted first: detector, osm, boxes, points, grid; or"
          + " text"),
  BOXES(
      "boxes",
      "--boxes",
      Kind.FILE,
      "",
      "boxes or polygons as prompts, any layer in any reference system"),
  POINTS(
      "points",
      "--points",
      Kind.FILE,
      "",
      "points as prompts, any layer; columns label (1 on, 0 beside the object) and object"),
  POINTS_PER_SIDE(
      "points-per-side",
      "--points-per-side",
      Kind.TEXT,
      "",
      "prompts: grid: points along a tile's side; default: 32"),
  PREDICTED_IOU(
      "predicted-iou-threshold",
      "--predicted-iou-threshold",
      Kind.TEXT,
      "",
      "prompts: grid: predicted IoU that a mask must exceed; default: 0.88"),
  STABILITY(
      "stability-threshold",
      "--stability-threshold",
      Kind.TEXT,
      "",
      "prompts: grid: least stability of a mask; default: 0.95"),
  MASK_NMS(
      "mask-nms",
      "--mask-nms",
      Kind.TEXT,
      "",
      "prompts: grid: IoU of two masks' boxes above which one is dropped; default: 0.7"),
  BOX_AS_POINT(
      "box-as-point",
      "--box-as-point",
      Kind.TEXT,
      "false",
      "whether a segmenter that takes points alone is asked about a box by its centre"),
  REFINE(
      "refine",
      "--refine",
      Kind.TEXT,
      "",
      "further passes, each with the mask of the one before as a prompt; default: none"),
  SCORE(
      "score-threshold",
      "--score-threshold",
      Kind.TEXT,
      "",
      "least score of a box or, with prompts: text, of an instance; default: the model's own"),
  TARGET_PRECISION(
      "target-precision",
      "--target-precision",
      Kind.TEXT,
      "",
      "share of the outlines that shall be buildings, in place of 'score-threshold': what the"
          + " detector's calibration says"),
  CLASSES(
      "classes",
      "--classes",
      Kind.LIST,
      "",
      "names of the detector's classes that count as buildings; default: all"),
  TEXT(
      "text",
      "--text",
      Kind.TEXT,
      "",
      "what a model that understands words looks for; for a detector phrases with a full stop after"
          + " each"),
  TEXT_THRESHOLD(
      "text-threshold",
      "--text-threshold",
      Kind.TEXT,
      "",
      "score above which a word of the text belongs to a box; default: 0.25"),
  NMS(
      "nms",
      "--nms",
      Kind.TEXT,
      "",
      "boxes that overlap are suppressed 'class-wise' (default) or 'agnostic', across classes"),
  OSM("osm", "--osm", Kind.FILE, "", "OpenStreetMap buildings, PBF or XML"),
  RULES(
      "conflation.rules",
      "--rules",
      Kind.TEXT,
      "hearth",
      "what makes a detection and a mapped building the same house: hearth, overture, mapflow"),
  HINTS(
      "hints",
      "--hints",
      Kind.LIST,
      "water,road,isolated,vehicle,sliver",
      "what makes a detection doubtful besides its height, for review; 'none' looks for nothing"),
  TRUTH(
      "truth.file",
      "--truth",
      Kind.FILE,
      "",
      "true outlines: the report then tells precision and recall, with the height filter and"
          + " without"),
  TRUTH_AREA("truth.area", "--truth-area", Kind.FILE, "", "where the true outlines are complete"),
  DSM("surface.dsm", "--surface", Kind.FILE, "", "surface model, heights of ground and roofs"),
  DTM("surface.dtm", "--terrain", Kind.FILE, "", "terrain model, heights of the ground alone"),
  MIN_HEIGHT(
      "surface.min-height",
      "--min-height",
      Kind.TEXT,
      "2.0",
      "metres above ground below which a detection is no building"),
  MAX_SLOPE(
      "surface.max-slope",
      "--max-slope",
      Kind.TEXT,
      "35",
      "degrees above which nothing is a building; asked of models with pixels of 10 m and coarser"),
  SURFACE_UNIT(
      "surface.unit",
      "--surface-unit",
      Kind.TEXT,
      "",
      "metres, feet or us-feet; default: as the surface models declare"),
  CENSUS("census.file", "--census", Kind.FILE, "", "census units with their figures, any layer"),
  CENSUS_LAYER("census.layer", "--census-layer", Kind.TEXT, "", "layer in the census file"),
  POPULATION("census.population", "--population-field", Kind.TEXT, "", "column with the figure"),
  UNIT_ID("census.id", "--unit-id", Kind.TEXT, "", "column that names a unit"),
  GROUPS(
      "census.groups",
      "--groups",
      Kind.LIST,
      "",
      "columns with figures of groups (age, sex, households), shared out as the persons are"),
  CENSUS_TABLE(
      "census.table",
      "--census-table",
      Kind.FILE,
      "",
      "the figures, where they are not in the census layer: CSV, joined to the units by their id"),
  CENSUS_KEY(
      "census.key",
      "--census-key",
      Kind.TEXT,
      "",
      "column of the table with the unit's id; default: named as in the census layer"),
  COARSER(
      "census.coarser",
      "--coarser-census",
      Kind.FILES,
      "",
      "larger units around them, from the finer to the coarser: what is left of their figures goes"
          + " to the parts that have none"),
  COARSER_POPULATION(
      "census.coarser-population",
      "--coarser-population-field",
      Kind.LIST,
      "",
      "column with the figure in each of those; default: as in the census"),
  COARSER_ID(
      "census.coarser-id",
      "--coarser-unit-id",
      Kind.LIST,
      "",
      "column that names a unit in each of those; default: as in the census"),
  CENSUS_YEAR(
      "census.year",
      "--census-year",
      Kind.TEXT,
      "",
      "year of the census: buildings known to be newer house nobody; default: as in the column's"
          + " name"),
  ALLOCATION(
      "allocation.method",
      "--allocation",
      Kind.TEXT,
      "buildings",
      "'buildings' shares out over buildings by weight, 'settlement' over settled cells alike"),
  WEIGHT(
      "allocation.weight",
      "--weight",
      Kind.TEXT,
      "floor-area",
      "what a building's share follows: count, area, floor-area, volume, mixed"),
  RESIDENTIAL_ONLY(
      "allocation.residential-only",
      "--residential-only",
      Kind.TEXT,
      "true",
      "whether only residential buildings take part, where a unit has any"),
  PARTIAL_UNITS(
      "allocation.partial-units",
      "--partial-units",
      Kind.TEXT,
      "scale",
      "units partly outside imagery and OSM: scale, refuse, whole"),
  SCALE_BY(
      "allocation.scale-by",
      "--scale-by",
      Kind.FILE,
      "",
      "raster of persons per cell (WorldPop, GHS-POP) by which figures of partial units are scaled;"
          + " default: by area"),
  WHOLE_PERSONS(
      "allocation.integer",
      "--integer",
      Kind.SWITCH,
      "false",
      "whole persons in cells and buildings, by largest remainder"),
  NEAREST(
      "allocation.nearest",
      "--nearest",
      Kind.TEXT,
      "0",
      "metres within which a building in no unit belongs to the nearest one"),
  BUILDING_CLASSES(
      "building-classes",
      "--building-classes",
      Kind.FILE,
      "",
      "which buildings house people, in place of config/building-classes.yaml"),
  LAND_USE(
      "landuse",
      "--landuse",
      Kind.FILE,
      "",
      "land use, OSM or any layer with a column landuse; default: as in the OSM file"),
  CELL("grid.cell", "--cell", Kind.TEXT, "30 m", "cell size: 30 m, 100 m, 1 arcsec, …"),
  GRID_CRS("grid.crs", "--grid-crs", Kind.TEXT, "auto", "auto (UTM of the area) or EPSG:…"),
  OUTLINE(
      "outline.style",
      "--outline",
      Kind.TEXT,
      "regular",
      "'regular' draws straight walls and square corners, 'raw' leaves outlines as masks show"
          + " them"),
  TOLERANCE(
      "outline.tolerance",
      "--tolerance",
      Kind.TEXT,
      "0.3",
      "metres by which a simplified outline may depart from the mask's"),
  MIN_AREA(
      "outline.min-area", "--min-area", Kind.TEXT, "6", "square metres below which is no house"),
  TILE_SIZE(
      "tile-size",
      "--tile-size",
      Kind.TEXT,
      "",
      "pixels of a tile at the model's ground resolution; default: its input size"),
  OUT("out", "--out", Kind.FOLDER, "out", "folder for the results"),
  WORKERS("workers", "--workers", Kind.TEXT, "", "tiles in work at once; default: by cores"),
  DEVICE("device", "--device", Kind.TEXT, "auto", "cpu, cuda, cuda:N or auto"),
  EMBEDDING_CACHE(
      "embedding-cache",
      "--embedding-cache",
      Kind.FOLDER,
      "",
      "folder for encoded tiles: the same tile asked about again costs only the decoder"),
  EMBEDDING_CACHE_GB(
      "embedding-cache-gb",
      "--embedding-cache-gb",
      Kind.TEXT,
      "10",
      "most gigabytes of that folder; what was not used for longest goes"),
  DB("db", "--db", Kind.TEXT, "", "jdbc:postgresql://…; default: HEARTH_DB, else a private one"),
  DB_WAIT(
      "db-wait",
      "--db-wait",
      Kind.TEXT,
      "120",
      "seconds to wait for a database that is lost while the run is under way"),
  ATTRIBUTION(
      "attribution",
      "--attribution",
      Kind.TEXT,
      "",
      "whom to name for the imagery, and its licence"),
  NOTE("note", "--note", Kind.TEXT, "", "a sentence for the report");

  /** How a value is written. */
  public enum Kind {
    TEXT,
    /** True or false; the flag alone is true. */
    SWITCH,
    LIST,
    FILE,
    FILES,
    FOLDER
  }

  private final String path;
  private final String flag;
  private final Kind kind;
  private final String defaultValue;
  private final String description;

  JobKey(String path, String flag, Kind kind, String defaultValue, String description) {
    this.path = path;
    this.flag = flag;
    this.kind = kind;
    this.defaultValue = defaultValue;
    this.description = description;
  }

  /** The key in a job file; a dot stands for nesting. */
  public String path() {
    return path;
  }

  /** The option on the command line. */
  public String flag() {
    return flag;
  }

  public Kind kind() {
    return kind;
  }

  /** As text; empty when there is none. */
  public String defaultValue() {
    return defaultValue;
  }

  /** One line for the help. */
  public String description() {
    return description;
  }

  /** Whether several values may be given. */
  public boolean isList() {
    return kind == Kind.LIST || kind == Kind.FILES;
  }

  /** Whether the value is a path, relative to the job file when it stands in one. */
  public boolean isPath() {
    return kind == Kind.FILE || kind == Kind.FILES || kind == Kind.FOLDER;
  }

  /**
   * @param path key as in a job file
   * @param where the file, for the message
   */
  static JobKey ofPath(String path, String where) {
    return Arrays.stream(values())
        .filter(key -> key.path.equals(path))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    where + ": unknown key '" + path + "'", NearestName.hint(path, paths())));
  }

  static List<String> paths() {
    return Arrays.stream(values()).map(JobKey::path).toList();
  }
}
