package hearth.pipeline;

import hearth.conflate.OsmBuilding;
import hearth.conflate.OsmData;
import hearth.geo.DataIssue;
import hearth.pipeline.job.PromptOptions;
import hearth.pipeline.job.PromptSource;
import hearth.raster.ImagerySource;
import hearth.segment.AutomaticMasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The sources of prompts of a job, read once and shared by all workers.
 *
 * @param options which they are, the most trusted first
 * @param osm OSM outlines, where the job asks for them
 * @param given boxes and points of layers, where it names some
 */
record PromptSources(PromptOptions options, Optional<OsmPrompts> osm, List<GivenObjects> given) {

  /**
   * Reads the layers that a job names.
   *
   * @param osm mapped buildings, longitude and latitude
   * @param issues told what is left out
   */
  static PromptSources read(
      PromptOptions options, Optional<OsmData> osm, TilePlan plan, Consumer<DataIssue> issues) {
    List<GivenObjects> given = new ArrayList<>();
    options.boxes().ifPresent(file -> given.add(BoxLayer.read(file, plan, issues)));
    options.points().ifPresent(file -> given.add(PointLayer.read(file, plan, issues)));
    return new PromptSources(
        options,
        osm.filter(o -> options.has(PromptSource.OSM)).map(o -> prompts(o, plan)),
        List.copyOf(given));
  }

  private static OsmPrompts prompts(OsmData osm, TilePlan plan) {
    return new OsmPrompts(
        osm.buildings().stream().map(OsmBuilding::outline).toList(), plan.lattice().grid());
  }

  /**
   * The sources for one worker, in their order; the caller's to close.
   *
   * @param minRegionAreaPx parts of a mask smaller than this are specks
   */
  List<PromptFinder> finders(ImagerySource imagery, OpenModels models, double minRegionAreaPx) {
    List<PromptFinder> finders = new ArrayList<>();
    for (PromptSource source : options.sources()) {
      finders.add(
          switch (source) {
            case DETECTOR ->
                new DetectorPrompts(
                    DetectorView.of(
                        models.detector().orElseThrow(),
                        imagery,
                        models.segmenter().groundResolution()));
            case OSM -> osm.orElseThrow();
            case BOXES, POINTS -> given(source).finder();
            case GRID ->
                new GridPrompts(
                    new AutomaticMasks(options.automatic().withMinRegionAreaPx(minRegionAreaPx)));
            case TEXT -> new ConceptPrompts(options.concept().orElseThrow());
          });
    }
    return finders;
  }

  private GivenObjects given(PromptSource source) {
    return given.stream().filter(g -> g.source() == source).findFirst().orElseThrow();
  }

  /** The boxes or the points that are the job's only prompts; empty where there are others. */
  Optional<GivenObjects> onlyGiven() {
    return options.isOneLayer() ? Optional.of(given.get(0)) : Optional.empty();
  }
}
