package hearth.pipeline;

import hearth.segment.BoxPrompt;
import hearth.segment.DetectedBox;
import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.geom.Envelope;

/**
 * A box to ask the segmenter about.
 *
 * @param box in pixels of the block
 * @param score the detector's, 1 for a box that OSM gave
 * @param label class that the detector gave; {@code building} for OSM
 * @param source {@code detector} or {@code osm}
 */
record TilePrompt(BoxPrompt box, double score, String label, String source) {
  /** Above this IoU two boxes of different sources mean the same house. */
  static final double SAME_HOUSE_IOU = 0.5;

  private static final double LEAST_SIDE_PX = 2;

  /**
   * The prompts of a tile: every box of the detector, then those of OSM that no box of the detector
   * stands for already. A detector's box comes first since it is evidence of its own; an outline in
   * OSM alone does not make a house that the imagery does not show.
   *
   * @param core the part of the block that the tile owns, in pixels of the block; boxes that do not
   *     meet it belong to other tiles
   */
  static List<TilePrompt> of(List<DetectedBox> detected, List<Envelope> osm, Envelope core) {
    List<TilePrompt> prompts = new ArrayList<>();
    for (DetectedBox d : detected) {
      if (core.intersects(envelope(d)) && isLarge(envelope(d))) {
        prompts.add(new TilePrompt(d.prompt(), d.score(), d.label(), "detector"));
      }
    }
    for (Envelope box : osm) {
      if (core.intersects(box)
          && isLarge(box)
          && detected.stream().noneMatch(d -> iou(envelope(d), box) >= SAME_HOUSE_IOU)) {
        prompts.add(
            new TilePrompt(
                new BoxPrompt(box.getMinX(), box.getMinY(), box.getMaxX(), box.getMaxY()),
                1,
                "building",
                "osm"));
      }
    }
    return prompts;
  }

  private static Envelope envelope(DetectedBox d) {
    return new Envelope(d.x0(), d.x1(), d.y0(), d.y1());
  }

  private static boolean isLarge(Envelope box) {
    return box.getWidth() >= LEAST_SIDE_PX && box.getHeight() >= LEAST_SIDE_PX;
  }

  private static double iou(Envelope a, Envelope b) {
    double both = a.intersection(b).getArea();
    return both / (a.getArea() + b.getArea() - both);
  }
}
