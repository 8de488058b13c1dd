package hearth.vectorize;

import hearth.geo.DataIssue;
import hearth.raster.LogitMask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.MultiPolygon;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.GeometryFixer;
import org.locationtech.jts.simplify.TopologyPreservingSimplifier;

/**
 * Turns a mask of logits into the outline of one building.
 *
 * <p>The outline is the zero level of the bilinear surface through the logits (see {@link
 * ContourTracer} for saddles and the rim). A building is one polygon: of several regions the one
 * with the largest shell is taken, holes not counted against it; of equal ones that whose topmost,
 * then leftmost, crossing comes first. Its holes are kept from the stated area on. The outline is
 * then simplified without changing its topology (Douglas and Peucker 1973, as JTS guards it), each
 * removed point within the tolerance of what is left.
 *
 * <p>Immutable; may be shared by threads.
 */
public final class Vectorizer {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  /**
   * An outline whose points times holes are more is noise, not a building, and stays as traced: for
   * every stretch that it straightens, JTS looks whether a hole is in the way, at each hole. 20
   * million took 0.2 s on one core.
   */
  private static final long MOST_POINTS_BY_HOLES = 20_000_000;

  private final VectorizeOptions options;

  public Vectorizer(VectorizeOptions options) {
    this.options = Objects.requireNonNull(options, "options");
  }

  /**
   * The largest region of positive logits as a valid polygon in block pixels; empty when there is
   * none, or it is smaller than the minimum area.
   *
   * @param issues told when logits are not finite ({@code mask-not-finite}: the mask is refused)
   *     and when an outline had to be repaired ({@code outline-repaired})
   */
  public Optional<Polygon> vectorize(LogitMask mask, Consumer<DataIssue> issues) {
    return trace(mask, issues).flatMap(traced -> simplify(traced, mask, issues));
  }

  /**
   * The first half of {@link #vectorize}: the region as traced, which may touch itself.
   *
   * @param issues told when logits are not finite
   */
  public Optional<Polygon> trace(LogitMask mask, Consumer<DataIssue> issues) {
    if (isRefused(mask, issues)) {
      return Optional.empty();
    }
    TracedRings rings = ContourTracer.trace(mask);
    int shell = rings.largestShell();
    if (shell < 0 || rings.area(shell) < options.minimumAreaPx()) {
      return Optional.empty();
    }
    return Optional.of(traced(rings, shell, holes(rings)));
  }

  /**
   * The second half: the region as a valid polygon of fewer points.
   *
   * @param traced from {@link #trace} of the same mask
   * @param issues told when the outline had to be repaired
   */
  public Optional<Polygon> simplify(Polygon traced, LogitMask mask, Consumer<DataIssue> issues) {
    Polygon outline = outline(traced, mask, issues);
    return outline.isEmpty() || outline.getArea() < options.minimumAreaPx()
        ? Optional.empty()
        : Optional.of(outline);
  }

  /**
   * All regions of positive logits in block pixels, each at least of the minimum area, as a polygon
   * or, where there are several or none, a multipolygon.
   *
   * @param issues as for {@link #vectorize}
   */
  public Geometry regions(LogitMask mask, Consumer<DataIssue> issues) {
    if (isRefused(mask, issues)) {
      return GEOMETRIES.createMultiPolygon();
    }
    TracedRings rings = ContourTracer.trace(mask);
    Map<Integer, List<LinearRing>> holes = holes(rings);
    List<Polygon> regions = new ArrayList<>();
    for (int shell = 0; shell < rings.count(); shell++) {
      if (rings.isHole(shell) || rings.area(shell) < options.minimumAreaPx()) {
        continue;
      }
      regions.add(outline(traced(rings, shell, holes), mask, issues));
    }
    regions.removeIf(Polygon::isEmpty);
    if (regions.size() == 1) {
      return regions.get(0);
    }
    MultiPolygon all = GEOMETRIES.createMultiPolygon(regions.toArray(Polygon[]::new));
    if (all.isValid()) {
      return all;
    }
    issues.accept(
        new DataIssue(
            "outline-repaired",
            "simplified by themselves, two parts came to overlap",
            where(mask)));
    return GeometryFixer.fix(all);
  }

  /** The holes that are kept, by their shell. */
  private Map<Integer, List<LinearRing>> holes(TracedRings rings) {
    Map<Integer, List<LinearRing>> holes = new HashMap<>();
    for (int ring = 0; ring < rings.count(); ring++) {
      if (rings.isHole(ring) && -rings.area(ring) >= options.minimumHoleAreaPx()) {
        holes
            .computeIfAbsent(rings.shellOf(ring), shell -> new ArrayList<>())
            .add(GEOMETRIES.createLinearRing(rings.coordinates(ring)));
      }
    }
    return holes;
  }

  private static Polygon traced(
      TracedRings rings, int shell, Map<Integer, List<LinearRing>> holes) {
    return GEOMETRIES.createPolygon(
        GEOMETRIES.createLinearRing(rings.coordinates(shell)),
        holes.getOrDefault(shell, List.of()).toArray(LinearRing[]::new));
  }

  private Polygon outline(Polygon traced, LogitMask mask, Consumer<DataIssue> issues) {
    Polygon outline = simplified(traced, mask, issues);
    if (outline.isValid()) {
      return outline;
    }
    issues.accept(
        new DataIssue("outline-repaired", "the simplified outline crossed itself", where(mask)));
    return repaired(outline);
  }

  private Polygon simplified(Polygon outline, LogitMask mask, Consumer<DataIssue> issues) {
    if (options.tolerancePx() == 0) {
      return outline;
    }
    if ((long) outline.getNumPoints() * outline.getNumInteriorRing() > MOST_POINTS_BY_HOLES) {
      issues.accept(
          new DataIssue(
              "mask-speckled",
              "its outline has %d points and %d holes: left as traced"
                  .formatted(outline.getNumPoints(), outline.getNumInteriorRing()),
              where(mask)));
      return outline;
    }
    return (Polygon) TopologyPreservingSimplifier.simplify(outline, options.tolerancePx());
  }

  private static Polygon repaired(Polygon outline) {
    Geometry fixed = GeometryFixer.fix(outline);
    Polygon largest = GEOMETRIES.createPolygon();
    for (int i = 0; i < fixed.getNumGeometries(); i++) {
      if (fixed.getGeometryN(i) instanceof Polygon part && part.getArea() > largest.getArea()) {
        largest = part;
      }
    }
    return largest;
  }

  private static boolean isRefused(LogitMask mask, Consumer<DataIssue> issues) {
    if (mask.isFinite()) {
      return false;
    }
    issues.accept(
        new DataIssue(
            "mask-not-finite", "logits hold NaN or infinity; the mask is left out", where(mask)));
    return true;
  }

  private static String where(LogitMask m) {
    return "mask of %d x %d at (%.0f, %.0f) of the block"
        .formatted(m.width(), m.height(), m.originX(), m.originY());
  }
}
