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
 * @param facts what is known of it besides
 */
public record Building(String id, Geometry outline, Facts facts) {

  /** Order in which rows are written. */
  public static final Comparator<Building> BY_ID = Comparator.comparing(Building::id);

  public Building {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(outline, "outline");
    Objects.requireNonNull(facts, "facts");
  }

  /** A detection as the seam merge leaves it: not yet compared with anything. */
  public static Building detected(Geometry outline, Evidence evidence, List<String> tiles) {
    return new Building(
        BuildingId.of(Source.SAM, outline),
        outline,
        Facts.of(Source.SAM).withEvidence(evidence).withTiles(tiles));
  }

  /** A polygon of a layer that the user gave. */
  public static Building given(Geometry outline) {
    return new Building(BuildingId.of(Source.GIVEN, outline), outline, Facts.of(Source.GIVEN));
  }

  /** A building of the map that nothing was compared with yet. */
  public static Building mapped(OsmElement element, Geometry outline) {
    return new Building(BuildingId.of(element), outline, Facts.of(Source.OSM))
        .withStatus(Status.OSM_ONLY, "")
        .withOsm(element, Comparison.NONE);
  }

  public Source source() {
    return facts.source();
  }

  public Status status() {
    return facts.verdict().status();
  }

  /** Why, in words, for {@link Status#REJECTED} and {@link Status#OVERLAP}; else empty. */
  public String reason() {
    return facts.verdict().reason();
  }

  /** The OSM element it is, or that it was compared with. */
  public Optional<OsmElement> osm() {
    return facts.map().element();
  }

  /** What was measured against that element. */
  public Comparison comparison() {
    return facts.map().comparison();
  }

  public Evidence evidence() {
    return facts.evidence();
  }

  public HeightEvidence surface() {
    return facts.surface();
  }

  /** Storeys; 0 when not known. */
  public double levels() {
    return facts.use().levels();
  }

  /** Whether people are taken to live here. */
  public boolean residential() {
    return facts.use().residential();
  }

  public List<String> tiles() {
    return facts.tiles();
  }

  public List<Hint> hints() {
    return facts.hints();
  }

  /** Area in the run's metric reference system. */
  public double areaSquareMetres() {
    return outline.getArea();
  }

  /** IoU with the OSM element that it is or was compared with; NaN without one. */
  public double osmIou() {
    return comparison().iou();
  }

  /** Height above ground; NaN when not known. */
  public double heightMetres() {
    return surface().heightMetres();
  }

  public Building withId(String newId) {
    return new Building(newId, outline, facts);
  }

  /** The same candidate, moved: its id stays. */
  public Building withOutline(Geometry newOutline) {
    return new Building(id, newOutline, facts);
  }

  public Building withFacts(Facts newFacts) {
    return new Building(id, outline, newFacts);
  }

  public Building withSource(Source source) {
    return withFacts(facts.withSource(source));
  }

  public Building withStatus(Status status, String reason) {
    return withFacts(facts.withVerdict(new Facts.Verdict(status, reason)));
  }

  public Building withOsm(OsmElement element, Comparison measured) {
    return withFacts(facts.withMap(new Facts.MapLink(Optional.of(element), measured)));
  }

  public Building withOsm(OsmElement element, double iou) {
    return withOsm(element, Comparison.ofIou(iou));
  }

  public Building withEvidence(Evidence evidence) {
    return withFacts(facts.withEvidence(evidence));
  }

  public Building withSurface(HeightEvidence surface) {
    return withFacts(facts.withSurface(surface));
  }

  public Building withHeight(double metres) {
    return withSurface(HeightEvidence.ofHeight(metres));
  }

  public Building withUse(double levels, boolean residential) {
    return withFacts(facts.withUse(new Facts.Use(levels, residential)));
  }

  public Building withTiles(List<String> tiles) {
    return withFacts(facts.withTiles(tiles));
  }

  public Building withHints(List<Hint> hints) {
    return withFacts(facts.withHints(hints));
  }
}
