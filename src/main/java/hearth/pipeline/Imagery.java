package hearth.pipeline;

import hearth.conflate.OsmBuilding;
import hearth.conflate.OsmData;
import hearth.geo.Crs;
import hearth.geo.DataIssue;
import hearth.pipeline.job.RunConfig;
import hearth.raster.ImagerySource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Imagery, the models that look at it, and how it is divided for them.
 *
 * @param source the mosaic
 * @param models owned by this value
 * @param plan tiles of the mosaic
 * @param osmPrompts OSM outlines as prompts, where the job asks for them
 * @param givenBoxes boxes that are the job's only prompts, where it names some
 */
record Imagery(
    ImagerySource source,
    OpenModels models,
    TilePlan plan,
    Optional<OsmPrompts> osmPrompts,
    Optional<GivenBoxes> givenBoxes)
    implements AutoCloseable {

  /**
   * Loads the models and plans the tiles.
   *
   * @param crs the run's metric reference system
   * @param osm mapped buildings, longitude and latitude
   */
  static Imagery open(
      ImagerySource source,
      Crs crs,
      Optional<OsmData> osm,
      RunConfig config,
      Home home,
      Consumer<DataIssue> issues) {
    OpenModels models = OpenModels.open(config.models(), config.execution(), home);
    try {
      TilePlan plan = TilePlan.of(source, crs, models, config.models());
      Optional<OsmPrompts> prompts =
          osm.filter(o -> config.models().osmPrompts()).map(o -> prompts(o, plan));
      Optional<GivenBoxes> boxes =
          config.models().boxes().map(file -> GivenBoxes.read(file, plan, issues));
      return new Imagery(source, models, plan, prompts, boxes);
    } catch (RuntimeException e) {
      models.close();
      throw e;
    }
  }

  private static OsmPrompts prompts(OsmData osm, TilePlan plan) {
    return new OsmPrompts(
        osm.buildings().stream().map(OsmBuilding::outline).toList(), plan.lattice().grid());
  }

  @Override
  public void close() {
    models.close();
  }
}
