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
 * @param osmIou IoU with that element's outline; NaN without one
 * @param evidence scores of the detection
 * @param heightMetres height above ground; NaN when not known
 * @param levels storeys; 0 when not known
 * @param residential whether people are taken to live here
 * @param tiles names of the tiles that saw it, sorted
 */
public record Building(
    String id,
    Geometry outline,
    Source source,
    Status status,
    String reason,
    Optional<OsmElement> osm,
    double osmIou,
    Evidence evidence,
    double heightMetres,
    double levels,
    boolean residential,
    List<String> tiles) {

  /** Order in which rows are written. */
  public static final Comparator<Building> BY_ID = Comparator.comparing(Building::id);

  public Building {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(outline, "outline");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(osm, "osm");
    Objects.requireNonNull(evidence, "evidence");
    tiles = List.copyOf(tiles);
  }

  /** A detection as the seam merge leaves it: not yet compared with anything. */
  public static Building detected(Geometry outline, Evidence evidence, List<String> tiles) {
    return new Building(
        BuildingId.of(Source.SAM, outline),
        outline,
        Source.SAM,
        Status.ADDED,
        "",
        Optional.empty(),
        Double.NaN,
        evidence,
        Double.NaN,
        0,
        true,
        tiles);
  }

  /** A polygon of a layer that the user gave. */
  public static Building given(Geometry outline) {
    return new Building(
        BuildingId.of(Source.GIVEN, outline),
        outline,
        Source.GIVEN,
        Status.ADDED,
        "",
        Optional.empty(),
        Double.NaN,
        Evidence.NONE,
        Double.NaN,
        0,
        true,
        List.of());
  }

  /** Area in the run's metric reference system. */
  public double areaSquareMetres() {
    return outline.getArea();
  }

  public Building withStatus(Status newStatus, String newReason) {
    return new Building(
        id,
        outline,
        source,
        newStatus,
        newReason,
        osm,
        osmIou,
        evidence,
        heightMetres,
        levels,
        residential,
        tiles);
  }

  public Building withOsm(OsmElement element, double iou) {
    return new Building(
        id,
        outline,
        source,
        status,
        reason,
        Optional.of(element),
        iou,
        evidence,
        heightMetres,
        levels,
        residential,
        tiles);
  }

  public Building withId(String newId) {
    return new Building(
        newId,
        outline,
        source,
        status,
        reason,
        osm,
        osmIou,
        evidence,
        heightMetres,
        levels,
        residential,
        tiles);
  }

  public Building withHeight(double metres) {
    return new Building(
        id,
        outline,
        source,
        status,
        reason,
        osm,
        osmIou,
        evidence,
        metres,
        levels,
        residential,
        tiles);
  }

  public Building withUse(double newLevels, boolean newResidential) {
    return new Building(
        id,
        outline,
        source,
        status,
        reason,
        osm,
        osmIou,
        evidence,
        heightMetres,
        newLevels,
        newResidential,
        tiles);
  }
}
