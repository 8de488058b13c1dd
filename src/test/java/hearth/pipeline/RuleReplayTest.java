package hearth.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.conflate.ConflateOptions;
import hearth.conflate.Conflation;
import hearth.conflate.Conflator;
import hearth.conflate.OsmBuilding;
import hearth.conflate.OsmReader;
import hearth.conflate.RuleSet;
import hearth.footprint.Building;
import hearth.footprint.Evidence;
import hearth.footprint.OsmElement;
import hearth.footprint.Status;
import hearth.geo.Crs;
import hearth.store.PostgresExtension;
import hearth.store.RunAttempt;
import hearth.store.RunResult;
import hearth.store.RunStart;
import hearth.store.RunStore;
import hearth.store.Sql;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.util.AffineTransformation;

/**
 * Rules replayed in SQL from the stored rows of one run, against what Java makes by these rules:
 * the houses of the sample town, and detections of them that are moved, too large, too small, torn
 * or doubled.
 */
@Timeout(120)
class RuleReplayTest {
  private static final Crs CRS = Crs.epsg(32645);
  private static final String FIGURES =
      "id, source, status, reason, osm_id, detection_id, osm_iou, inside_smaller,"
          + " inside_detection, imaged_share";

  @RegisterExtension static final PostgresExtension POSTGRES = new PostgresExtension();

  private static final Map<RuleSet, Conflation> JOINED = new TreeMap<>();

  @BeforeAll
  static void storeARunByEachRuleSet() {
    List<OsmBuilding> osm =
        new ArrayList<>(
            OsmReader.read(Path.of("data-samples/banepa/osm.osm.pbf"), issue -> {})
                .in(Crs.WGS84.to(CRS))
                .buildings());
    Envelope extent = new Envelope();
    osm.forEach(b -> extent.expandToInclude(b.outline().getEnvelopeInternal()));
    extent.expandBy(-0.1 * extent.getWidth());
    Geometry imaged = new GeometryFactory().toGeometry(extent);
    List<Building> detections = detections(osm, extent);
    RunStore store = new RunStore(POSTGRES.database());
    for (RuleSet rules : RuleSet.values()) {
      Conflation joined = new Conflator(rules.options()).merge(detections, osm, imaged);
      JOINED.put(rules, joined);
      try (RunAttempt run =
          store.begin(
              new RunStart("by-" + rules.code(), "replay", "{}", "0.1.0", "{}", "[]", CRS))) {
        run.finish(RunResult.withoutCensus(joined.buildings()).with(joined.comparison()));
      }
    }
  }

  /** In some cells moved by 3 m as a whole; in the others some share a wall with a mapped house. */
  private static List<Building> detections(List<OsmBuilding> osm, Envelope extent) {
    Random random = new Random(7);
    List<Building> all = new ArrayList<>();
    for (OsmBuilding b : osm) {
      Coordinate c = b.outline().getCentroid().getCoordinate();
      boolean shifted = Math.floor(c.y / 400) % 2 == 0;
      double size = 0.6 + 0.8 * random.nextDouble();
      double reach = Math.sqrt(b.outline().getArea());
      AffineTransformation moved =
          AffineTransformation.scaleInstance(size, size, c.x, c.y)
              .translate(
                  (shifted ? 3 : 0) + 0.12 * reach * random.nextGaussian(),
                  0.12 * reach * random.nextGaussian());
      int copies = random.nextInt(8) == 0 ? 0 : random.nextInt(8) == 0 ? 2 : 1;
      for (int i = 0; i < copies; i++) {
        all.add(detection(moved.transform(b.outline()), random.nextDouble()));
      }
      if (!shifted && random.nextInt(2) == 0) {
        Envelope e = b.outline().getEnvelopeInternal();
        Geometry beside =
            new GeometryFactory()
                .toGeometry(new Envelope(e.getMaxX() - 1, e.getMaxX() + 3, e.getMinY(), c.y))
                .difference(b.outline());
        if (beside.getGeometryType().equals("Polygon")) {
          all.add(detection(beside, 0.5));
        }
      }
    }
    for (int i = 0; i < 40; i++) {
      double x = extent.getMinX() + random.nextDouble() * extent.getWidth();
      double y = extent.getMinY() + random.nextDouble() * extent.getHeight();
      all.add(detection(new GeometryFactory().toGeometry(new Envelope(x, x + 7, y, y + 9)), 0.3));
    }
    crowds(all, osm, random);
    all.set(3, all.get(3).withStatus(Status.REJECTED, "height 0.4 m < 2.0 m"));
    return all;
  }

  /**
   * Detections that claim each other's ground, up to five in a row, some of equal strength. Beside
   * every other crowd stands a mapped house that its first one covers in part, from nothing to
   * most: by one rule set it is added and has its ground, by another it is not.
   */
  private static void crowds(List<Building> all, List<OsmBuilding> osm, Random random) {
    Envelope free = new Envelope();
    osm.forEach(b -> free.expandToInclude(b.outline().getEnvelopeInternal()));
    double y = free.getMaxY() + 100;
    for (int crowd = 0; crowd < 60; crowd++) {
      double x = free.getMinX() + 60 * crowd;
      int many = 2 + random.nextInt(4);
      for (int i = 0; i < many; i++) {
        double west = x + 5 * i + random.nextInt(5);
        double south = y + random.nextInt(5);
        Envelope e = new Envelope(west, west + 10, south, south + 6 + random.nextInt(5));
        all.add(detection(new GeometryFactory().toGeometry(e), random.nextInt(4) / 4.0));
      }
      if (crowd % 2 == 0) {
        double reach = x - 9 + 9 * random.nextDouble();
        Envelope e = new Envelope(reach, reach + 10, y, y + 10);
        osm.add(
            new OsmBuilding(
                new OsmElement("way", 9_000_000_000L + crowd, Map.of()),
                new GeometryFactory().toGeometry(e)));
      }
    }
  }

  private static Building detection(Geometry outline, double score) {
    return Building.detected(outline, new Evidence(score, 0.9, 0.9, Double.NaN), List.of("0/0"));
  }

  @Test
  void everyRuleSetCanBeReplayedFromARunByAnyOther() {
    for (RuleSet stored : RuleSet.values()) {
      for (RuleSet wanted : RuleSet.values()) {
        String replay =
            "hearth.conflation_replay('%s', 'by-%s')".formatted(wanted.code(), stored.code());
        String java =
            "(SELECT * FROM hearth.building WHERE run_key = hearth.run_key('by-%s'))"
                .formatted(wanted.code());
        String differ =
            "SELECT count(*) FROM ((SELECT %1$s FROM %2$s r EXCEPT ALL SELECT %1$s FROM %3$s b)"
                    .formatted(FIGURES, replay, java)
                + " UNION ALL (SELECT %1$s FROM %3$s b EXCEPT ALL SELECT %1$s FROM %2$s r)) d"
                    .formatted(FIGURES, replay, java);
        String what = wanted + " replayed from " + stored;
        assertEquals("0", Sql.one(POSTGRES.database(), differ), what);
        // What was cut back is cut by GEOS here and by JTS there; all else is as it was stored.
        String redrawn =
            ("SELECT count(*), count(*) FILTER (WHERE ST_Area(ST_SymDifference("
                    + "ST_Transform(r.geom, 32645), ST_Transform(b.geom, 32645))) > 1e-5)"
                    + " FROM %s r JOIN %s b USING (id)"
                    + " WHERE ST_AsBinary(r.geom) <> ST_AsBinary(b.geom)")
                .formatted(replay, java);
        String[] counts = Sql.one(POSTGRES.database(), redrawn).split("\\|");
        assertEquals("0", counts[1], what);
        assertTrue(
            Integer.parseInt(counts[0]) <= JOINED.get(wanted).comparison().claims().size(),
            what + ": " + counts[0]);
        assertEquals(
            JOINED.get(wanted).buildings().size(),
            Sql.number(POSTGRES.database(), "SELECT count(*) FROM " + replay));
      }
    }
  }

  @Test
  void theRuleSetsDifferAndAllStatusesOccur() {
    Map<RuleSet, Map<Status, Integer>> counts = new TreeMap<>();
    JOINED.forEach(
        (rules, joined) ->
            joined
                .buildings()
                .forEach(
                    b ->
                        counts
                            .computeIfAbsent(rules, r -> new TreeMap<>())
                            .merge(b.status(), 1, Integer::sum)));
    assertEquals(Status.values().length, counts.get(RuleSet.HEARTH).size(), counts.toString());
    assertEquals(
        counts.get(RuleSet.HEARTH).get(Status.MATCHED),
        counts.get(RuleSet.OVERTURE).get(Status.MATCHED));
    assertTrue(
        counts.get(RuleSet.OVERTURE).get(Status.ADDED)
            < counts.get(RuleSet.HEARTH).get(Status.ADDED),
        counts.toString());
    assertTrue(
        counts.get(RuleSet.MAPFLOW).get(Status.MATCHED)
            < counts.get(RuleSet.HEARTH).get(Status.MATCHED),
        counts.toString());
    assertTrue(
        JOINED.get(RuleSet.OVERTURE).buildings().stream()
            .anyMatch(b -> b.reason().startsWith("touches ")),
        "walls in common occur");
  }

  @Test
  void claimsToGroundAreSettledOtherwiseByOtherRules() {
    Map<RuleSet, Map<String, Geometry>> added = new TreeMap<>();
    Map<String, Geometry> whole = new TreeMap<>();
    for (RuleSet rules : RuleSet.values()) {
      JOINED.get(rules).comparison().claims().forEach(c -> whole.put(c.detectionId(), c.outline()));
      added.put(rules, new TreeMap<>());
      JOINED.get(rules).buildings().stream()
          .filter(b -> b.status() == Status.ADDED && whole.containsKey(b.id()))
          .forEach(b -> added.get(rules).put(b.id(), b.outline()));
      assertTrue(
          JOINED.get(rules).buildings().stream()
              .anyMatch(b -> b.reason().equals("a better detection has its ground")));
      assertTrue(
          added.get(rules).entrySet().stream()
              .anyMatch(e -> !e.getValue().equals(whole.get(e.getKey()))));
    }
    assertTrue(
        added.get(RuleSet.HEARTH).entrySet().stream()
            .anyMatch(
                e ->
                    added.get(RuleSet.OVERTURE).containsKey(e.getKey())
                        && !added.get(RuleSet.OVERTURE).get(e.getKey()).equals(e.getValue())),
        "one is cut back by the one rule set and not, or otherwise, by the other");
  }

  @Test
  void theDatabaseHasTheSameThresholds() {
    for (RuleSet rules : RuleSet.values()) {
      ConflateOptions o = rules.options();
      assertEquals(
          "%s|%s|%s|%s|%s"
              .formatted(
                  text(o.matchIou()),
                  text(o.absorbInside()),
                  text(o.overlapShare()),
                  text(o.seenShare()),
                  o.touching() ? "t" : "f"),
          Sql.one(
              POSTGRES.database(),
              "SELECT match_iou, absorb_inside, overlap_share, seen_share, touching"
                  + " FROM hearth.rule_set WHERE name = '"
                  + rules.code()
                  + "'"));
    }
  }

  private static String text(double v) {
    return v == 0 ? "0" : String.valueOf(v);
  }

  @Test
  void shiftsAreStoredAndGoWithTheirRun() {
    assertTrue(
        JOINED.get(RuleSet.HEARTH).comparison().shifts().stream().anyMatch(s -> s.applied()),
        "houses are moved by 3 m to the east");
    assertEquals(
        JOINED.get(RuleSet.HEARTH).comparison().shifts().size(),
        Sql.number(
            POSTGRES.database(),
            "SELECT count(*) FROM hearth.map_shift WHERE run_key = hearth.run_key('by-hearth')"));
    RunStore store = new RunStore(POSTGRES.database());
    try (RunAttempt run =
        store.begin(new RunStart("to-delete", "replay", "{}", "0.1.0", "{}", "[]", CRS))) {
      Conflation joined = JOINED.get(RuleSet.HEARTH);
      run.finish(RunResult.withoutCensus(joined.buildings()).with(joined.comparison()));
    }
    String left =
        "SELECT (SELECT count(*) FROM hearth.map_pair) + (SELECT count(*) FROM hearth.map_shift)"
            + " + (SELECT count(*) FROM hearth.ground_claim)";
    double before = Sql.number(POSTGRES.database(), left);
    store.delete("to-delete");
    assertTrue(Sql.number(POSTGRES.database(), left) < before);
  }

  @Test
  void anUnknownRuleSetIsNamed() {
    String error =
        Sql.error(POSTGRES.database(), "SELECT count(*) FROM hearth.conflation_replay('google')");
    assertTrue(error.contains("there is no rule set 'google'"), error);
  }
}
