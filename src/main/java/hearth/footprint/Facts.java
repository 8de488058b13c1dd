package hearth.footprint;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of a candidate building besides where it stands. Buildings of which the same is
 * known may share one value.
 *
 * @param source where the outline comes from
 * @param verdict what became of the candidate
 * @param map what it has to do with OpenStreetMap
 * @param evidence scores of the detection
 * @param surface what the surface model says
 * @param use storeys, and whether people live there
 * @param tiles names of the tiles that saw it, sorted
 * @param hints what makes it doubtful, in the order of {@link Hint}
 */
public record Facts(
    Source source,
    Verdict verdict,
    MapLink map,
    Evidence evidence,
    HeightEvidence surface,
    Use use,
    List<String> tiles,
    List<Hint> hints) {

  /**
   * What became of a candidate.
   *
   * @param reason why, in words, for {@link Status#REJECTED} and {@link Status#OVERLAP}; else empty
   */
  public record Verdict(Status status, String reason) {
    static final Verdict ADDED = new Verdict(Status.ADDED, "");

    public Verdict {
      Objects.requireNonNull(status, "status");
      Objects.requireNonNull(reason, "reason");
    }
  }

  /**
   * How it was compared with the map.
   *
   * @param element the OSM element that it is, or that it was compared with
   * @param comparison what was measured against that element
   */
  public record MapLink(Optional<OsmElement> element, Comparison comparison) {
    static final MapLink NONE = new MapLink(Optional.empty(), Comparison.NONE);

    public MapLink {
      Objects.requireNonNull(element, "element");
      Objects.requireNonNull(comparison, "comparison");
    }
  }

  /**
   * What it is used for.
   *
   * @param levels storeys; 0 when not known
   * @param residential whether people are taken to live here
   */
  public record Use(double levels, boolean residential) {
    static final Use UNKNOWN = new Use(0, true);
  }

  public Facts {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(verdict, "verdict");
    Objects.requireNonNull(map, "map");
    Objects.requireNonNull(evidence, "evidence");
    Objects.requireNonNull(surface, "surface");
    Objects.requireNonNull(use, "use");
    tiles = List.copyOf(tiles);
    hints = List.copyOf(hints);
  }

  private static final Facts DETECTED = first(Source.SAM);
  private static final Facts GIVEN = first(Source.GIVEN);

  /** Where it comes from, and nothing else. */
  public static Facts of(Source source) {
    return switch (source) {
      case SAM -> DETECTED;
      case GIVEN -> GIVEN;
      case OSM, BOTH -> first(source);
    };
  }

  private static Facts first(Source source) {
    return new Facts(
        source,
        Verdict.ADDED,
        MapLink.NONE,
        Evidence.NONE,
        HeightEvidence.NONE,
        Use.UNKNOWN,
        List.of(),
        List.of());
  }

  public Facts withSource(Source changed) {
    return new Facts(changed, verdict, map, evidence, surface, use, tiles, hints);
  }

  public Facts withVerdict(Verdict changed) {
    return new Facts(source, changed, map, evidence, surface, use, tiles, hints);
  }

  public Facts withMap(MapLink changed) {
    return new Facts(source, verdict, changed, evidence, surface, use, tiles, hints);
  }

  public Facts withEvidence(Evidence changed) {
    return new Facts(source, verdict, map, changed, surface, use, tiles, hints);
  }

  public Facts withSurface(HeightEvidence changed) {
    return new Facts(source, verdict, map, evidence, changed, use, tiles, hints);
  }

  public Facts withUse(Use changed) {
    return changed.equals(use)
        ? this
        : new Facts(source, verdict, map, evidence, surface, changed, tiles, hints);
  }

  public Facts withTiles(List<String> changed) {
    return new Facts(source, verdict, map, evidence, surface, use, changed, hints);
  }

  public Facts withHints(List<Hint> changed) {
    return new Facts(source, verdict, map, evidence, surface, use, tiles, changed);
  }
}
