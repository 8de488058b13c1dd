package hearth.footprint;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.locationtech.jts.geom.Geometry;

/**
 * A candidate building: one house as the run knows it, whatever became of it.
 *
 * @param id stable id, see {@link BuildingId}
 * @param outline valid polygon or multipolygon in the run's metric reference system
 * @param source where the outline comes from
 * @param status what became of the candidate
 * @param reason why, in words, for {@link Status#REJECTED} and {@link Status#OVERLAP}; else empty
 * @param osm the OSM element it is, or that it was compared with
 * @param comparison what was measured against that element
 * @param evidence scores of the detection
 * @param surface what the surface model says
 * @param levels storeys; 0 when not known
 * @param residential whether people are taken to live here
 * @param tiles names of the tiles that saw it, sorted
 * @param hints what makes it doubtful, in the order of {@link Hint}
 */
public record Building(
    String id,
    Geometry outline,
    Source source,
    Status status,
    String reason,
    Optional<OsmElement> osm,
    Comparison comparison,
    Evidence evidence,
    HeightEvidence surface,
    double levels,
    boolean residential,
    List<String> tiles,
    List<Hint> hints) {

  /** Order in which rows are written. */
  public static final Comparator<Building> BY_ID = Comparator.comparing(Building::id);

  public Building {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(outline, "outline");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(osm, "osm");
    Objects.requireNonNull(comparison, "comparison");
    Objects.requireNonNull(evidence, "evidence");
    Objects.requireNonNull(surface, "surface");
    tiles = List.copyOf(tiles);
    hints = List.copyOf(hints);
  }

  /** A detection as the seam merge leaves it: not yet compared with anything. */
  public static Building detected(Geometry outline, Evidence evidence, List<String> tiles) {
    return plain(BuildingId.of(Source.SAM, outline), outline, Source.SAM, evidence, tiles);
  }

  /** A polygon of a layer that the user gave. */
  public static Building given(Geometry outline) {
    return plain(
        BuildingId.of(Source.GIVEN, outline), outline, Source.GIVEN, Evidence.NONE, List.of());
  }

  /** A building of the map that nothing was compared with yet. */
  public static Building mapped(OsmElement element, Geometry outline) {
    return plain(BuildingId.of(element), outline, Source.OSM, Evidence.NONE, List.of())
        .withStatus(Status.OSM_ONLY, "")
        .withOsm(element, Comparison.NONE);
  }

  private static Building plain(
      String id, Geometry outline, Source source, Evidence evidence, List<String> tiles) {
    return new Building(
        id,
        outline,
        source,
        Status.ADDED,
        "",
        Optional.empty(),
        Comparison.NONE,
        evidence,
        HeightEvidence.NONE,
        0,
        true,
        tiles,
        List.of());
  }

  /** Area in the run's metric reference system. */
  public double areaSquareMetres() {
    return outline.getArea();
  }

  /** IoU with the OSM element that it is or was compared with; NaN without one. */
  public double osmIou() {
    return comparison.iou();
  }

  /** Height above ground; NaN when not known. */
  public double heightMetres() {
    return surface.heightMetres();
  }

  public Building withStatus(Status newStatus, String newReason) {
    return new Building(
        id,
        outline,
        source,
        newStatus,
        newReason,
        osm,
        comparison,
        evidence,
        surface,
        levels,
        residential,
        tiles,
        hints);
  }

  public Building withSource(Source newSource) {
    return new Building(
        id,
        outline,
        newSource,
        status,
        reason,
        osm,
        comparison,
        evidence,
        surface,
        levels,
        residential,
        tiles,
        hints);
  }

  /** The same candidate, moved: its id stays. */
  public Building withOutline(Geometry newOutline) {
    return new Building(
        id,
        newOutline,
        source,
        status,
        reason,
        osm,
        comparison,
        evidence,
        surface,
        levels,
        residential,
        tiles,
        hints);
  }

  public Building withOsm(OsmElement element, Comparison measured) {
    return new Building(
        id,
        outline,
        source,
        status,
        reason,
        Optional.of(element),
        measured,
        evidence,
        surface,
        levels,
        residential,
        tiles,
        hints);
  }

  public Building withOsm(OsmElement element, double iou) {
    return withOsm(element, Comparison.ofIou(iou));
  }

  public Building withId(String newId) {
    return new Building(
        newId,
        outline,
        source,
        status,
        reason,
        osm,
        comparison,
        evidence,
        surface,
        levels,
        residential,
        tiles,
        hints);
  }

  public Building withEvidence(Evidence newEvidence) {
    return new Building(
        id,
        outline,
        source,
        status,
        reason,
        osm,
        comparison,
        newEvidence,
        surface,
        levels,
        residential,
        tiles,
        hints);
  }

  public Building withSurface(HeightEvidence newSurface) {
    return new Building(
        id,
        outline,
        source,
        status,
        reason,
        osm,
        comparison,
        evidence,
        newSurface,
        levels,
        residential,
        tiles,
        hints);
  }

  public Building withHeight(double metres) {
    return withSurface(HeightEvidence.ofHeight(metres));
  }

  public Building withUse(double newLevels, boolean newResidential) {
    return new Building(
        id,
        outline,
        source,
        status,
        reason,
        osm,
        comparison,
        evidence,
        surface,
        newLevels,
        newResidential,
        tiles,
        hints);
  }

  public Building withTiles(List<String> newTiles) {
    return new Building(
        id,
        outline,
        source,
        status,
        reason,
        osm,
        comparison,
        evidence,
        surface,
        levels,
        residential,
        newTiles,
        hints);
  }

  public Building withHints(List<Hint> newHints) {
    return new Building(
        id,
        outline,
        source,
        status,
        reason,
        osm,
        comparison,
        evidence,
        surface,
        levels,
        residential,
        tiles,
        newHints);
  }
}
