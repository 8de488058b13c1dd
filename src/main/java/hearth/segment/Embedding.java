package hearth.segment;

/**
 * An image as a segmenter's encoder sees it. It belongs to the segmenter that made it, holds native
 * memory, and is closed by whoever asked for it.
 */
public interface Embedding extends AutoCloseable {
  /** Width in pixels of the block that was encoded. */
  int blockWidth();

  /** Height in pixels of the block that was encoded. */
  int blockHeight();

  @Override
  void close();
}
