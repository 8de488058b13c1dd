package hearth.pipeline;

import hearth.conflate.Conflation;
import hearth.conflate.Conflator;
import hearth.conflate.HintFinder;
import hearth.conflate.OsmBuilding;
import hearth.conflate.RuleSet;
import hearth.footprint.Building;
import hearth.footprint.Detection;
import hearth.footprint.SeamMerger;
import hearth.footprint.SeamOptions;
import hearth.footprint.Source;
import hearth.footprint.TileViews;
import hearth.footprint.regular.OutlineRegulariser;
import hearth.footprint.regular.RegularOptions;
import hearth.geo.DataIssue;
import hearth.pipeline.job.RunConfig;
import hearth.population.BuildingUse;
import hearth.zonal.HeightFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

/** Detections of tiles to candidate buildings: seams, heights, OpenStreetMap, use. */
public final class BuildingJoin {
  /** What of an outline is noise, in pixels as the segmenter sees them. */
  private static final double DETAIL_PX = 2;

  private final RuleSet rules;
  private final Optional<HeightFilter> heights;
  private final HintFinder hints;
  private final BuildingUse use;

  /**
   * @param rules what makes two outlines the same house
   * @param heights surface model, where there is one
   * @param hints what makes a detection doubtful besides
   * @param use tells levels and residential use
   */
  public BuildingJoin(
      RuleSet rules, Optional<HeightFilter> heights, HintFinder hints, BuildingUse use) {
    this.rules = rules;
    this.heights = heights;
    this.hints = hints;
    this.use = use;
  }

  /**
   * Closes the seams between tiles.
   *
   * @return one building a house, in the run's reference system
   */
  static List<Building> closeSeams(List<Detection> detections, TilePlan plan) {
    return new SeamMerger(SeamOptions.DEFAULT)
        .merge(detections, TileViews.of(plan.lattice(), plan.crs()));
  }

  /** What draws straight walls and square corners; empty if the job wants outlines raw. */
  static Optional<OutlineRegulariser> regulariser(Imagery imagery, RunConfig.Outline outline) {
    double detail = DETAIL_PX * imagery.models().segmenter().groundResolution();
    return outline.regular()
        ? Optional.of(new OutlineRegulariser(RegularOptions.ofDetail(detail)))
        : Optional.empty();
  }

  /** Redraws houses that are whole, all of a block together: after the seams are closed. */
  static List<Building> drawAll(
      List<Building> houses, Optional<OutlineRegulariser> regulariser, Consumer<DataIssue> issues) {
    return regulariser.map(r -> r.regularise(houses, issues)).orElse(houses);
  }

  /** Redraws each building that was detected by itself: what was asked for may overlap. */
  static List<Building> drawEach(
      List<Building> found, Optional<OutlineRegulariser> regulariser, Consumer<DataIssue> issues) {
    return regulariser
        .map(
            r ->
                found.stream()
                    .map(
                        b -> b.source() == Source.SAM ? r.regularise(List.of(b), issues).get(0) : b)
                    .toList())
        .orElse(found);
  }

  /**
   * Asks the surface model, and rejects what it speaks against.
   *
   * @param known outlines of everything that may stand there besides
   */
  static List<Building> checkHeights(
      List<Building> buildings, List<Geometry> known, Optional<HeightFilter> heights) {
    return heights
        .map(
            h -> {
              List<Geometry> all = new ArrayList<>(known);
              buildings.forEach(b -> all.add(b.outline()));
              return h.check(buildings, all);
            })
        .orElse(buildings);
  }

  /**
   * Checks heights, joins with OpenStreetMap, looks for hints, tells the use. What the surface
   * model rejects takes no part in the join and stays rejected; buildings of the map are measured
   * too.
   *
   * @param osm mapped buildings, in the run's reference system like everything here
   * @param imaged what the imagery shows
   * @return all candidates with levels and use, sorted by id, and what was measured
   */
  public Conflation join(List<Building> buildings, List<OsmBuilding> osm, Geometry imaged) {
    List<Geometry> mapped = osm.stream().map(OsmBuilding::outline).toList();
    Conflation joined =
        new Conflator(rules.options()).merge(checkHeights(buildings, mapped, heights), osm, imaged);
    List<Building> all = new ArrayList<>(joined.buildings());
    List<Integer> unmeasured = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).source() == Source.OSM) {
        unmeasured.add(i);
      }
    }
    List<Building> measured =
        checkHeights(
            unmeasured.stream().map(all::get).toList(),
            buildings.stream().map(Building::outline).toList(),
            heights);
    for (int i = 0; i < measured.size(); i++) {
      all.set(unmeasured.get(i), measured.get(i));
    }
    return new Conflation(use.classify(hints.mark(all)), joined.comparison());
  }

  /** The area that buildings span, for layers that do not say where they were looked for. */
  public static Geometry hull(List<Building> buildings) {
    return new GeometryFactory()
        .buildGeometry(buildings.stream().map(Building::outline).toList())
        .convexHull();
  }
}
