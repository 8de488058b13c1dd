package hearth.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import hearth.conflate.Conflation;
import hearth.footprint.Building;
import hearth.footprint.Evidence;
import hearth.footprint.HeightEvidence;
import hearth.footprint.HeightVerdict;
import hearth.footprint.Hint;
import hearth.footprint.MapComparison;
import hearth.footprint.MapShift;
import hearth.footprint.Status;
import hearth.geo.Crs;
import hearth.pipeline.job.RunConfig;
import hearth.pipeline.report.EvidenceReport;
import hearth.store.BuildingFiles;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.GeometryFactory;

class EvidenceSummaryTest {
  private static final Crs CRS = Crs.epsg(32645);

  @TempDir Path folder;

  @Test
  void countsAndJudgesTheFilterByTheTruth() {
    Building house = at(0).withSurface(verdict(HeightVerdict.STANDS));
    Building shed =
        at(1).withSurface(verdict(HeightVerdict.DOUBTFUL)).withHints(List.of(Hint.SLIVER));
    Building rock =
        at(2)
            .withSurface(verdict(HeightVerdict.TOO_LOW))
            .withStatus(Status.REJECTED, "height 0.1 m < 2.0 m");
    Conflation joined =
        new Conflation(
            List.of(house, shed, rock),
            new MapComparison(
                List.of(
                    new MapShift(0, 0, 400, 9, 3, 4, 1, true),
                    new MapShift(1, 0, 400, 9, 1, 0, 2, false)),
                List.of(),
                List.of()));
    Path truth = folder.resolve("truth.geojson");
    BuildingFiles.write(List.of(at(0), at(1), at(3)), CRS, truth);

    EvidenceReport report =
        EvidenceSummary.of(
            joined,
            EnumSet.of(Hint.WATER, Hint.SLIVER),
            Optional.of(new RunConfig.Truth(truth.toString(), Optional.empty())),
            CRS,
            issue -> {});

    assertEquals(Map.of("stands", 1, "doubtful", 1, "too-low", 1), report.verdicts());
    assertEquals(Map.of("water", 0, "sliver", 1), report.hints());
    assertEquals(new EvidenceReport.Shifts(2, 1, 5), report.shifts());
    assertEquals(1, report.accuracy().filterOn().precision(), 1e-12);
    assertEquals(2 / 3.0, report.accuracy().filterOff().precision(), 1e-12);
    assertEquals(2 / 3.0, report.accuracy().filterOn().recall(), 1e-12);
    assertEquals(2 / 3.0, report.accuracy().filterOff().recall(), 1e-12);
    assertNull(
        EvidenceSummary.of(joined, EnumSet.noneOf(Hint.class), Optional.empty(), CRS, issue -> {})
            .accuracy());
  }

  private static HeightEvidence verdict(HeightVerdict verdict) {
    return new HeightEvidence(3, 1, 0, Optional.of(verdict));
  }

  private static Building at(int place) {
    double x = 353_000 + 30 * place;
    return Building.detected(
        new GeometryFactory().toGeometry(new Envelope(x, x + 10, 3_057_000, 3_057_010)),
        new Evidence(0.8, 0.9, 0.9, 0.7),
        List.of("0/0"));
  }
}
