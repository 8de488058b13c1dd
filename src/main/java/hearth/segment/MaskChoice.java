package hearth.segment;

/**
 * Which mask of a model that proposes several is the answer. SAM's decoder makes four: number 0 for
 * prompts that leave no doubt, 1 to 3 for whole, part and subpart. Exports carry all four, the last
 * three, or one; where there is only one, it is the answer.
 */
public enum MaskChoice {
  /** {@link #SINGLE} for boxes and several points, {@link #BEST} for one point. */
  AUTO,
  /** Mask 0 where the export has four, else as {@link #BEST}. */
  SINGLE,
  /**
   * The mask of the highest predicted IoU among the last three of four, or among all; of equal ones
   * the first.
   */
  BEST
}
