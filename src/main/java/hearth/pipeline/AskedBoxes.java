package hearth.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.index.strtree.STRtree;

/**
 * What was asked about in one tile, source by source: an object that a later source gives again is
 * not asked about again. Boxes of one source are never compared with each other, since attached
 * houses have boxes that overlap. A detector's box usually comes first since it is evidence of its
 * own; an outline in OSM alone does not make a house that the imagery does not show.
 */
final class AskedBoxes {
  /** From this IoU on two boxes of different sources mean the same house. */
  static final double SAME_HOUSE_IOU = 0.5;

  private static final double LEAST_SIDE_PX = 2;

  private final Envelope core;
  private final List<STRtree> earlier = new ArrayList<>();
  private final List<Envelope> current = new ArrayList<>();

  /**
   * @param core the part of the block that the tile owns, in pixels of the block
   */
  AskedBoxes(Envelope core) {
    this.core = core;
  }

  /**
   * Those of a source's prompts that are to be asked about. Boxes that do not meet the core belong
   * to other tiles; they count as asked. Points have no box yet: see {@link #isNew}.
   */
  List<TilePrompt> wanted(List<TilePrompt> prompts) {
    List<TilePrompt> wanted = new ArrayList<>();
    for (TilePrompt prompt : prompts) {
      Optional<Envelope> box = prompt.box();
      if (box.isEmpty() || isNew(box.get()) && core.intersects(box.get()) && isLarge(box.get())) {
        wanted.add(prompt);
      }
    }
    return wanted;
  }

  /** Whether no earlier source has given this box; then it counts as asked by this one. */
  boolean isNew(Envelope box) {
    for (STRtree source : earlier) {
      for (Object other : source.query(box)) {
        if (iou((Envelope) other, box) >= SAME_HOUSE_IOU) {
          return false;
        }
      }
    }
    current.add(box);
    return true;
  }

  /** All prompts of a source were asked; the next source begins. */
  void endSource() {
    STRtree tree = new STRtree();
    current.forEach(box -> tree.insert(box, box));
    earlier.add(tree);
    current.clear();
  }

  private static boolean isLarge(Envelope box) {
    return box.getWidth() >= LEAST_SIDE_PX && box.getHeight() >= LEAST_SIDE_PX;
  }

  private static double iou(Envelope a, Envelope b) {
    double both = a.intersection(b).getArea();
    return both / (a.getArea() + b.getArea() - both);
  }
}
