package hearth.segment;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes out of an ONNX model what only serves outputs that nobody asks for. ONNX Runtime leaves
 * outputs out when told to, but computes them all the same.
 *
 * <p>The file is read as protocol buffer fields by number ({@code onnx.proto}); what is not touched
 * stays as it is.
 */
final class OnnxPruning {
  private static final int MODEL_GRAPH = 7;

  private static final int GRAPH_NODE = 1;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int GRAPH_OUTPUT = 12;

  private static final int NODE_INPUT = 1;
  private static final int NODE_OUTPUT = 2;
  private static final int NODE_ATTRIBUTE = 5;

  private static final int ATTRIBUTE_GRAPH = 6;
  private static final int ATTRIBUTE_GRAPHS = 11;

  private static final int VALUE_NAME = 1;
  private static final int TENSOR_NAME = 8;
  private static final int TENSOR_DATA_LOCATION = 14;

  private OnnxPruning() {}

  /**
   * The model without what only other outputs need.
   *
   * @param model a file that ONNX Runtime has loaded
   * @param outputs those that are asked for
   * @return empty where nothing can be saved: no node is left over, or weights lie in other files,
   *     which a model in memory cannot find
   */
  static Optional<byte[]> keeping(byte[] model, Set<String> outputs) {
    try {
      UnknownFieldSet fields = UnknownFieldSet.parseFrom(model);
      List<ByteString> graphs = fields.getField(MODEL_GRAPH).getLengthDelimitedList();
      if (graphs.size() != 1) {
        return Optional.empty();
      }
      UnknownFieldSet graph = UnknownFieldSet.parseFrom(graphs.get(0));
      if (hasExternalWeights(graph)) {
        return Optional.empty();
      }
      return pruned(graph, outputs)
          .map(
              g ->
                  UnknownFieldSet.newBuilder(fields)
                      .clearField(MODEL_GRAPH)
                      .mergeField(MODEL_GRAPH, messages(List.of(g.toByteString())))
                      .build()
                      .toByteArray());
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty(); // Written in another way than we know; it runs as it is.
    }
  }

  private static boolean hasExternalWeights(UnknownFieldSet graph)
      throws InvalidProtocolBufferException {
    for (ByteString tensor : graph.getField(GRAPH_INITIALIZER).getLengthDelimitedList()) {
      if (UnknownFieldSet.parseFrom(tensor)
          .getField(TENSOR_DATA_LOCATION)
          .getVarintList()
          .contains(1L)) {
        return true;
      }
    }
    return false;
  }

  private static Optional<UnknownFieldSet> pruned(UnknownFieldSet graph, Set<String> outputs)
      throws InvalidProtocolBufferException {
    List<ByteString> nodes = graph.getField(GRAPH_NODE).getLengthDelimitedList();
    Set<String> needed = new HashSet<>(outputs);
    Deque<ByteString> kept = new ArrayDeque<>();
    // Nodes come after those whose values they take.
    for (int i = nodes.size() - 1; i >= 0; i--) {
      UnknownFieldSet node = UnknownFieldSet.parseFrom(nodes.get(i));
      if (texts(node, NODE_OUTPUT).stream().anyMatch(needed::contains)) {
        addInputs(node, needed);
        kept.addFirst(nodes.get(i));
      }
    }
    if (kept.size() == nodes.size()) {
      return Optional.empty();
    }
    return Optional.of(
        UnknownFieldSet.newBuilder(graph)
            .clearField(GRAPH_NODE)
            .mergeField(GRAPH_NODE, messages(List.copyOf(kept)))
            .clearField(GRAPH_OUTPUT)
            .mergeField(GRAPH_OUTPUT, named(graph, GRAPH_OUTPUT, VALUE_NAME, outputs))
            .clearField(GRAPH_INITIALIZER)
            .mergeField(GRAPH_INITIALIZER, named(graph, GRAPH_INITIALIZER, TENSOR_NAME, needed))
            .build());
  }

  /** What a node takes, and what the graphs inside it take, be it from within or from around. */
  private static void addInputs(UnknownFieldSet node, Set<String> needed)
      throws InvalidProtocolBufferException {
    needed.addAll(texts(node, NODE_INPUT));
    for (ByteString bytes : node.getField(NODE_ATTRIBUTE).getLengthDelimitedList()) {
      UnknownFieldSet attribute = UnknownFieldSet.parseFrom(bytes);
      List<ByteString> inner =
          new ArrayList<>(attribute.getField(ATTRIBUTE_GRAPH).getLengthDelimitedList());
      inner.addAll(attribute.getField(ATTRIBUTE_GRAPHS).getLengthDelimitedList());
      for (ByteString graphBytes : inner) {
        UnknownFieldSet graph = UnknownFieldSet.parseFrom(graphBytes);
        for (ByteString output : graph.getField(GRAPH_OUTPUT).getLengthDelimitedList()) {
          needed.addAll(texts(UnknownFieldSet.parseFrom(output), VALUE_NAME));
        }
        for (ByteString innerNode : graph.getField(GRAPH_NODE).getLengthDelimitedList()) {
          addInputs(UnknownFieldSet.parseFrom(innerNode), needed);
        }
      }
    }
  }

  private static UnknownFieldSet.Field named(
      UnknownFieldSet graph, int field, int nameField, Set<String> names)
      throws InvalidProtocolBufferException {
    List<ByteString> kept = new ArrayList<>();
    for (ByteString bytes : graph.getField(field).getLengthDelimitedList()) {
      if (names.containsAll(texts(UnknownFieldSet.parseFrom(bytes), nameField))) {
        kept.add(bytes);
      }
    }
    return messages(kept);
  }

  private static List<String> texts(UnknownFieldSet message, int field) {
    return message.getField(field).getLengthDelimitedList().stream()
        .map(ByteString::toStringUtf8)
        .filter(text -> !text.isEmpty())
        .toList();
  }

  private static UnknownFieldSet.Field messages(List<ByteString> all) {
    UnknownFieldSet.Field.Builder field = UnknownFieldSet.Field.newBuilder();
    all.forEach(field::addLengthDelimited);
    return field.build();
  }
}
