package hearth.segment;

import hearth.raster.LogitMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Everything in a block: a grid of points, each asked for every mask that the model proposes, and
 * of these the sure and stable ones, each object once. Steps, terms and defaults are those of SAM's
 * automatic mask generator (Kirillov et al. 2023, {@code SamAutomaticMaskGenerator}) without crops.
 * Masks are looked at as low-resolution logits, where the generator brings them to the picture's
 * size first; a box ends at the border of its outermost logits.
 */
public final class AutomaticMasks {
  private final AutomaticOptions options;

  public AutomaticMasks(AutomaticOptions options) {
    this.options = options;
  }

  /**
   * Points of the grid over a block, row by row: each in the middle of its share of the block
   * ({@code build_point_grid}).
   */
  public List<PointPrompt> points(int width, int height) {
    int n = options.pointsPerSide();
    List<PointPrompt> points = new ArrayList<>();
    for (int row = 0; row < n; row++) {
      for (int column = 0; column < n; column++) {
        points.add(PointPrompt.at((column + 0.5) * width / n, (row + 0.5) * height / n));
      }
    }
    return points;
  }

  /**
   * Masks of the points by falling predicted IoU, ties in the order of points and masks.
   *
   * @param points to ask about, for example {@link #points}
   * @param make called once for each mask that is sure and stable, small regions removed; what it
   *     gives is kept until boxes are compared, so that the mask itself need not be. Empty for a
   *     mask that is not wanted. Sure masks of logits that are not finite are shown to it as well,
   *     so that they are reported; they are never kept
   * @throws IllegalStateException if the model gives a predicted IoU that is not a number
   */
  public <T> List<T> find(
      Segmenter segmenter,
      Embedding embedding,
      List<PointPrompt> points,
      Function<ScoredMask, Optional<T>> make) {
    List<List<Proposal<T>>> byPoint = new ArrayList<>();
    points.forEach(p -> byPoint.add(List.of()));
    segmenter.decodeWhole(
        embedding, points, true, (point, masks) -> byPoint.set(point, proposals(masks, make)));
    List<Proposal<T>> all = new ArrayList<>();
    byPoint.forEach(all::addAll);

    List<Proposal<T>> distinct = suppressed(all, embedding, false);
    if (options.minRegionAreaPx() > 0) {
      // Removing regions can make boxes alike; masks that needed no change are preferred then.
      distinct = suppressed(distinct, embedding, true);
    }
    return distinct.stream().map(Proposal::made).toList();
  }

  /** A mask that passed, by its boxes before and after small regions were removed. */
  private record Proposal<T>(T made, double predictedIou, Box before, Box after) {
    boolean isChanged() {
      return before != after;
    }
  }

  private record Box(double x0, double y0, double x1, double y1) {}

  private <T> List<Proposal<T>> proposals(
      List<WholeMask> masks, Function<ScoredMask, Optional<T>> make) {
    List<Proposal<T>> passed = new ArrayList<>();
    for (WholeMask mask : masks) {
      Outputs.checkScore((float) mask.predictedIou());
      if (mask.predictedIou() <= options.predictedIouThreshold()) {
        continue;
      }
      LogitMask logits = mask.inPicture();
      if (!logits.isFinite()) {
        // A broken model is no empty scene: who makes outlines refuses the mask, and says so.
        make.apply(new ScoredMask(logits, mask.predictedIou(), 0));
        continue;
      }
      double stability = MaskCut.stability(logits.logits());
      if (!(stability >= options.stabilityThreshold())) {
        continue;
      }
      Optional<LogitMask> cut = MaskRegions.trimmed(logits);
      if (cut.isEmpty()) {
        continue;
      }
      LogitMask cleaned = MaskRegions.withoutSmall(cut.get(), options.minRegionAreaPx());
      Optional<Box> after = box(cleaned);
      Optional<T> made =
          after.isEmpty()
              ? Optional.empty()
              : make.apply(new ScoredMask(cleaned, mask.predictedIou(), stability));
      if (made.isPresent()) {
        Box before = cleaned == cut.get() ? after.get() : box(cut.get()).orElseThrow();
        passed.add(new Proposal<>(made.get(), mask.predictedIou(), before, after.get()));
      }
    }
    return passed;
  }

  /** The box around what is inside the mask; empty where nothing is. */
  private static Optional<Box> box(LogitMask mask) {
    return MaskRegions.inside(mask)
        .map(
            w ->
                new Box(
                    mask.originX() + w.column() * mask.stepX(),
                    mask.originY() + w.row() * mask.stepY(),
                    mask.originX() + w.endColumn() * mask.stepX(),
                    mask.originY() + w.endRow() * mask.stepY()));
  }

  private <T> List<Proposal<T>> suppressed(
      List<Proposal<T>> all, Embedding embedding, boolean cleaned) {
    Candidates boxes = new Candidates();
    for (Proposal<T> p : all) {
      Box b = cleaned ? p.after() : p.before();
      double score = cleaned ? (p.isChanged() ? 0 : 1) : Math.max(0, p.predictedIou());
      boxes.add((float) b.x0(), (float) b.y0(), (float) b.x1(), (float) b.y1(), (float) score, 0);
    }
    int side = Math.max(embedding.blockWidth(), embedding.blockHeight());
    List<Proposal<T>> kept = new ArrayList<>();
    for (int i : new Suppression(options.boxNmsIou(), true, all.size()).keep(boxes, side)) {
      kept.add(all.get(i));
    }
    return kept;
  }
}
