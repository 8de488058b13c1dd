package hearth.conflate;

import com.google.protobuf.ByteString;
import crosby.binary.Osmformat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One block of a PBF file: decodes strings, differences and coordinates of its elements. */
final class PbfBlock {
  private final List<ByteString> bytes;
  private final String[] strings;
  private final long granularity;
  private final long lonOffset;
  private final long latOffset;

  /** By number of the string; filled when the first way asks. */
  private boolean[] keys;

  private OsmFilter keysOf;

  /**
   * The frame of a block.
   *
   * @param frame string table, granularity and offsets; groups are not looked at
   */
  PbfBlock(Osmformat.PrimitiveBlock frame) {
    bytes = frame.getStringtable().getSList();
    strings = new String[bytes.size()];
    granularity = frame.getGranularity();
    lonOffset = frame.getLonOffset();
    latOffset = frame.getLatOffset();
  }

  void show(Osmformat.PrimitiveGroup group, OsmKind kind, OsmSource.Visitor visitor) {
    switch (kind) {
      case NODE -> {
        for (Osmformat.Node node : group.getNodesList()) {
          visitor.node(node.getId(), e7(lonOffset, node.getLon()), e7(latOffset, node.getLat()));
        }
        dense(group.getDense(), visitor);
      }
      case WAY -> {
        for (Osmformat.Way way : group.getWaysList()) {
          visitor.way(new PbfWay(way));
        }
      }
      case RELATION -> {
        for (Osmformat.Relation relation : group.getRelationsList()) {
          visitor.relation(relation(relation));
        }
      }
    }
  }

  private void dense(Osmformat.DenseNodes nodes, OsmSource.Visitor visitor) {
    long id = 0;
    long lon = 0;
    long lat = 0;
    for (int i = 0; i < nodes.getIdCount(); i++) {
      id += nodes.getId(i);
      lon += nodes.getLon(i);
      lat += nodes.getLat(i);
      visitor.node(id, e7(lonOffset, lon), e7(latOffset, lat));
    }
  }

  private OsmSource.Relation relation(Osmformat.Relation relation) {
    List<OsmSource.Member> members = new ArrayList<>(relation.getMemidsCount());
    long id = 0;
    for (int i = 0; i < relation.getMemidsCount(); i++) {
      id += relation.getMemids(i);
      OsmKind kind = OsmKind.valueOf(relation.getTypes(i).name());
      members.add(new OsmSource.Member(kind, id, string(relation.getRolesSid(i))));
    }
    return new OsmSource.Relation(
        relation.getId(), tags(relation.getKeysList(), relation.getValsList()), members);
  }

  private Map<String, String> tags(List<Integer> keys, List<Integer> values) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      tags.put(string(keys.get(i)), string(values.get(i)));
    }
    return tags;
  }

  private String string(int number) {
    if (strings[number] == null) {
      strings[number] = bytes.get(number).toStringUtf8();
    }
    return strings[number];
  }

  private boolean isKey(int number, OsmFilter filter) {
    if (keys == null || keysOf != filter) {
      keys = new boolean[strings.length];
      keysOf = filter;
      for (int i = 0; i < strings.length; i++) {
        keys[i] = filter.isKey(string(i));
      }
    }
    return keys[number];
  }

  private int e7(long offset, long value) {
    // Both are in nanodegrees once multiplied; 100 of them are a unit.
    return Math.toIntExact(Math.round((offset + granularity * value) / 100.0));
  }

  private final class PbfWay implements OsmSource.Way {
    private final Osmformat.Way way;

    PbfWay(Osmformat.Way way) {
      this.way = way;
    }

    @Override
    public long id() {
      return way.getId();
    }

    @Override
    public boolean isTagged(OsmFilter filter) {
      for (int i = 0; i < way.getKeysCount(); i++) {
        if (isKey(way.getKeys(i), filter)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public Map<String, String> tags() {
      return PbfBlock.this.tags(way.getKeysList(), way.getValsList());
    }

    @Override
    public long[] nodes() {
      long[] nodes = new long[way.getRefsCount()];
      long id = 0;
      for (int i = 0; i < nodes.length; i++) {
        id += way.getRefs(i);
        nodes[i] = id;
      }
      return nodes;
    }
  }
}
