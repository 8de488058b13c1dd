package hearth.pipeline;

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
 * @param prompts what the segmenter is asked about
 */
record Imagery(ImagerySource source, OpenModels models, TilePlan plan, PromptSources prompts)
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
      return new Imagery(
          source, models, plan, PromptSources.read(config.models().prompts(), osm, plan, issues));
    } catch (RuntimeException e) {
      models.close();
      throw e;
    }
  }

  @Override
  public void close() {
    models.close();
  }
}
