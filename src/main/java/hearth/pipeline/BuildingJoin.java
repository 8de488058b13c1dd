package hearth.pipeline;

import hearth.conflate.Conflation;
import hearth.conflate.Conflator;
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
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

/** Detections of tiles to candidate buildings: seams, heights, OpenStreetMap, use. */
public final class BuildingJoin {
  /** What of an outline is noise, in pixels as the segmenter sees them. */
  private static final double DETAIL_PX = 2;

  private BuildingJoin() {}

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

  /** Gives heights, and rejects what does not stand above the ground. */
  static List<Building> checkHeights(List<Building> buildings, Optional<HeightFilter> heights) {
    return heights.map(h -> buildings.stream().map(h::apply).toList()).orElse(buildings);
  }

  /**
   * Joins with OpenStreetMap; what was rejected before takes no part and stays rejected.
   *
   * @param osm mapped buildings, in the run's reference system like everything here
   * @param imaged what the imagery shows
   * @param use tells levels and residential use
   * @param rules what makes two outlines the same house
   * @return all candidates with levels and use, sorted by id, and what was measured
   */
  public static Conflation join(
      List<Building> buildings,
      List<OsmBuilding> osm,
      Geometry imaged,
      BuildingUse use,
      RuleSet rules) {
    Conflation joined = new Conflator(rules.options()).merge(buildings, osm, imaged);
    return new Conflation(use.classify(joined.buildings()), joined.comparison());
  }

  /** The area that buildings span, for layers that do not say where they were looked for. */
  public static Geometry hull(List<Building> buildings) {
    return new GeometryFactory()
        .buildGeometry(buildings.stream().map(Building::outline).toList())
        .convexHull();
  }
}
