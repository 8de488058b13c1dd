package hearth.pipeline;

import hearth.footprint.Anchor;
import hearth.geo.Affine;
import hearth.geo.CrsTransform;
import hearth.geo.DataIssue;
import hearth.raster.ImageBlock;
import hearth.raster.LogitMask;
import hearth.vectorize.Vectorizer;
import java.util.Optional;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.geom.util.GeometryFixer;

/**
 * Masks of a block to outlines, in pixels of the block and in the run's reference system.
 *
 * @param vectorizer masks to polygons
 * @param toRun from the working grid's reference system to the run's
 */
record MaskOutlines(Vectorizer vectorizer, CrsTransform toRun) {
  /** Clearly "not this building". */
  private static final float OUTSIDE = -10f;

  /**
   * What a mask shows.
   *
   * @param outline in pixels of the block
   * @param anchor of it as traced
   */
  record Seen(Polygon outline, Anchor anchor) {}

  /** What the mask shows of what the imagery shows; empty for no building. */
  Optional<Seen> inBlock(LogitMask mask, ImageBlock block, Consumer<DataIssue> issues) {
    LogitMask imaged = whereImaged(mask, block);
    return vectorizer
        .trace(imaged, issues)
        .flatMap(
            traced ->
                vectorizer
                    .simplify(traced, imaged, issues)
                    .map(outline -> new Seen(outline, anchor(traced, block))));
  }

  private static Anchor anchor(Polygon traced, ImageBlock block) {
    Affine affine = block.grid().affine();
    Coordinate[] ring = traced.getExteriorRing().getCoordinates();
    Coordinate[] placed = new Coordinate[ring.length];
    for (int i = 0; i < ring.length; i++) {
      placed[i] = affine.apply(ring[i].x, ring[i].y);
    }
    return Anchor.of(placed, affine.apply(0, 0).distance(affine.apply(1, 0)));
  }

  /** The outline in the run's reference system; null where nothing of it is left there. */
  Polygon inRun(Polygon pixels, ImageBlock block, Consumer<DataIssue> issues) {
    AffineTransformation toWorld = block.grid().affine().toJts();
    Polygon outline = toRun.apply((Polygon) toWorld.transform(pixels));
    if (outline.isValid()) {
      return outline;
    }
    Geometry fixed = GeometryFixer.fix(outline);
    issues.accept(
        new DataIssue(
            "outline-repaired",
            "invalid after projection; its largest part was kept",
            fixed.getCentroid().toText()));
    return largestPolygon(fixed);
  }

  private static Polygon largestPolygon(Geometry geometry) {
    Polygon largest = null;
    for (int i = 0; i < geometry.getNumGeometries(); i++) {
      if (geometry.getGeometryN(i) instanceof Polygon p
          && (largest == null || p.getArea() > largest.getArea())) {
        largest = p;
      }
    }
    return largest;
  }

  /** The mask with everything that the imagery does not show taken out. */
  private static LogitMask whereImaged(LogitMask mask, ImageBlock block) {
    float[] logits = mask.logits();
    boolean changed = false;
    byte[] valid = block.valid();
    int width = block.width();
    for (int row = 0; row < mask.height(); row++) {
      int y = (int) Math.floor(mask.originY() + (row + 0.5) * mask.stepY());
      for (int column = 0; column < mask.width(); column++) {
        int x = (int) Math.floor(mask.originX() + (column + 0.5) * mask.stepX());
        boolean shown =
            x >= 0 && y >= 0 && x < width && y < block.height() && valid[y * width + x] != 0;
        if (!shown && logits[row * mask.width() + column] > OUTSIDE) {
          if (!changed) {
            logits = logits.clone();
            changed = true;
          }
          logits[row * mask.width() + column] = OUTSIDE;
        }
      }
    }
    return changed
        ? new LogitMask(
            mask.width(),
            mask.height(),
            logits,
            mask.originX(),
            mask.originY(),
            mask.stepX(),
            mask.stepY())
        : mask;
  }
}
