package hearth.segment;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Native memory that grows when it must and is used again and again by one call at a time. */
final class Floats {
  private FloatBuffer buffer = allocate(0);

  /** At least {@code count} numbers; their values are those of the last use. */
  FloatBuffer atLeast(int count) {
    if (buffer.capacity() < count) {
      buffer = allocate(count);
    }
    return buffer;
  }

  private static FloatBuffer allocate(int count) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(count, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
