package hearth.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A NumPy array file of little-endian float32. */
record Npy(int[] shape, float[] values) {
  private static final Pattern SHAPE = Pattern.compile("'shape': \\(([^)]*)\\)");

  static Npy read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    boolean first = bytes.get(6) == 1;
    int length = first ? bytes.getShort(8) & 0xffff : bytes.getInt(8);
    int start = first ? 10 : 12;
    String header = new String(bytes.array(), start, length, StandardCharsets.US_ASCII);
    Matcher m = SHAPE.matcher(header);
    if (!header.contains("'<f4'") || header.contains("True") || !m.find()) {
      throw new IOException(file + ": " + header);
    }
    int[] shape =
        Arrays.stream(m.group(1).split(","))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .mapToInt(Integer::parseInt)
            .toArray();
    float[] values = new float[(bytes.capacity() - start - length) / 4];
    bytes
        .position(start + length)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    return new Npy(shape, values);
  }
}
