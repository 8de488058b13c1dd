package hearth.segment;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a model file takes and gives, read from the file.
 *
 * @param inputs in the file's order
 * @param outputs in the file's order
 * @param metadata the exporter's notes, by key
 */
public record ModelIo(
    List<TensorSpec> inputs, List<TensorSpec> outputs, Map<String, String> metadata) {
  public ModelIo {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
  }

  Set<String> inputNames() {
    return inputs.stream().map(TensorSpec::name).collect(Collectors.toSet());
  }

  Optional<TensorSpec> input(String name) {
    return inputs.stream().filter(t -> t.name().equals(name)).findFirst();
  }

  Optional<TensorSpec> output(String name) {
    return outputs.stream().filter(t -> t.name().equals(name)).findFirst();
  }

  /** One line: what goes in, what comes out. */
  @Override
  public String toString() {
    return "takes " + join(inputs) + "; gives " + join(outputs);
  }

  private static String join(List<TensorSpec> tensors) {
    return String.join(", ", tensors.stream().map(TensorSpec::toString).toList());
  }
}
