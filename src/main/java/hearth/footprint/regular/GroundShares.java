package hearth.footprint.regular;

import hearth.footprint.OutlineOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.index.strtree.STRtree;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

/**
 * Gives ground that several redrawn outlines claim to the better building. The other takes the
 * first of its own versions that passes the gate with what is left of it; if none does, what is
 * left of its raw outline.
 */
final class GroundShares {
  private static final double NOISE_SQUARE_METRES = 1e-6;

  private GroundShares() {}

  /**
   * Outlines that share no ground.
   *
   * @param versions of each building, the best first, the raw outline last; the buildings with the
   *     better claim first
   */
  static List<Geometry> of(List<List<Geometry>> versions, Gate gate) {
    STRtree tree = new STRtree();
    List<Geometry> result = new ArrayList<>();
    for (List<Geometry> own : versions) {
      Envelope extent = new Envelope();
      own.forEach(v -> extent.expandToInclude(v.getEnvelopeInternal()));
      tree.insert(extent, result.size());
      result.add(null);
    }
    List<Integer> near = new ArrayList<>();
    for (int i = 0; i < versions.size(); i++) {
      List<Geometry> own = versions.get(i);
      Envelope extent = new Envelope();
      own.forEach(v -> extent.expandToInclude(v.getEnvelopeInternal()));
      near.clear();
      tree.query(extent, item -> near.add((Integer) item));
      Collections.sort(near);
      List<Geometry> taken = near.stream().map(result::get).filter(Objects::nonNull).toList();
      result.set(i, choice(own, taken, gate));
    }
    return result;
  }

  private static Geometry choice(List<Geometry> versions, List<Geometry> taken, Gate gate) {
    Geometry raw = versions.get(versions.size() - 1);
    Geometry rest = raw;
    for (Geometry version : versions) {
      rest = version;
      for (Geometry better : taken) {
        rest = without(rest, better);
      }
      if (rest == raw || !rest.isEmpty() && gate.passes(rest, raw)) {
        return rest;
      }
    }
    return rest.isEmpty() ? raw : rest;
  }

  private static Geometry without(Geometry outline, Geometry taken) {
    if (!outline.getEnvelopeInternal().intersects(taken.getEnvelopeInternal())) {
      return outline;
    }
    double shared = OverlayNGRobust.overlay(outline, taken, OverlayNG.INTERSECTION).getArea();
    if (shared <= NOISE_SQUARE_METRES) {
      return outline;
    }
    Geometry rest = OverlayNGRobust.overlay(outline, taken, OverlayNG.DIFFERENCE);
    if (rest.isEmpty()) {
      return rest;
    }
    Geometry largest = rest.getGeometryN(0);
    for (int i = 1; i < rest.getNumGeometries(); i++) {
      Geometry part = rest.getGeometryN(i);
      int order = Double.compare(part.getArea(), largest.getArea());
      if (order > 0 || order == 0 && OutlineOrder.INSTANCE.compare(part, largest) < 0) {
        largest = part;
      }
    }
    return largest;
  }
}
