package hearth.segment;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Of SAM 3's queries those that are instances, each once: by score, and of masks that overlap the
 * surest, as {@code samexporter} and SAM 3's own code choose.
 *
 * @param canvas what the encoder's input shows, in pixels of the picture: the picture, and beside a
 *     small tile what was filled up
 * @param picture its upper left part that is asked about
 */
record Sam3Instances(WholeMask.Size canvas, WholeMask.Size picture) {
  /** What the decoder is asked for. */
  static final Set<String> OUTPUTS =
      Set.of(Sam3Contract.BOXES, Sam3Contract.LOGITS, Sam3Contract.MASKS, Sam3Contract.PRESENCE);

  /** IoU above which the less sure of two masks is dropped. */
  private static final double MOST_OVERLAP = 0.7;

  /** Pixels of the longer side at which masks are compared: those of SAM 3's masks. */
  private static final int COMPARED_SIDE = 288;

  /** The surest first; of equals the earlier query. */
  List<ConceptInstance> of(OrtSession.Result answer, double leastScore) {
    FloatBuffer logits = tensor(answer, Sam3Contract.LOGITS).getFloatBuffer();
    double presence = sigmoid(tensor(answer, Sam3Contract.PRESENCE).getFloatBuffer().get(0));
    FloatBuffer boxes = tensor(answer, Sam3Contract.BOXES).getFloatBuffer();
    OnnxTensor masks = tensor(answer, Sam3Contract.MASKS);
    FloatBuffer maskLogits = masks.getFloatBuffer();
    int rows = (int) masks.getInfo().getShape()[2];
    int columns = (int) masks.getInfo().getShape()[3];
    List<ConceptInstance> above = new ArrayList<>();
    for (int query = 0; query < logits.capacity(); query++) {
      double score = sigmoid(logits.get(query)) * presence;
      Outputs.checkScore((float) score);
      if (score > leastScore) {
        float[] mask = new float[rows * columns];
        maskLogits.get(query * mask.length, mask);
        above.add(
            instance(
                boxes, query, new WholeMask(columns, rows, mask, canvas, picture, picture, score)));
      }
    }
    above.sort(Comparator.comparingDouble(ConceptInstance::score).reversed());
    return withoutDuplicates(above);
  }

  private ConceptInstance instance(FloatBuffer boxes, int query, WholeMask mask) {
    double x = boxes.get(4 * query);
    double y = boxes.get(4 * query + 1);
    double halfWidth = boxes.get(4 * query + 2) / 2.0;
    double halfHeight = boxes.get(4 * query + 3) / 2.0;
    return new ConceptInstance(
        (x - halfWidth) * canvas.width(),
        (y - halfHeight) * canvas.height(),
        (x + halfWidth) * canvas.width(),
        (y + halfHeight) * canvas.height(),
        mask.predictedIou(),
        mask);
  }

  private List<ConceptInstance> withoutDuplicates(List<ConceptInstance> bySurety) {
    List<ConceptInstance> kept = new ArrayList<>();
    List<BitSet> masks = new ArrayList<>();
    for (ConceptInstance next : bySurety) {
      BitSet mask = sampled(next.mask().pixels());
      if (masks.stream().allMatch(m -> iou(m, mask) <= MOST_OVERLAP)) {
        kept.add(next);
        masks.add(mask);
      }
    }
    return kept;
  }

  /** Every so many pixels one, across and down. */
  private BitSet sampled(byte[] pixels) {
    int width = picture.width();
    int height = picture.height();
    int step = Math.max(1, (int) Math.ceil(Math.max(width, height) / (double) COMPARED_SIDE));
    BitSet inside = new BitSet();
    int i = 0;
    for (int y = 0; y < height; y += step) {
      for (int x = 0; x < width; x += step) {
        inside.set(i++, pixels[y * width + x] != 0);
      }
    }
    return inside;
  }

  /** 0 for two empty masks. */
  private static double iou(BitSet a, BitSet b) {
    BitSet both = (BitSet) a.clone();
    both.and(b);
    int common = both.cardinality();
    int all = a.cardinality() + b.cardinality() - common;
    return all == 0 ? 0 : (double) common / all;
  }

  private static double sigmoid(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  private static OnnxTensor tensor(OrtSession.Result answer, String name) {
    return (OnnxTensor) answer.get(name).orElseThrow();
  }
}
