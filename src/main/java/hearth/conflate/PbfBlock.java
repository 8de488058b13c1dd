package hearth.conflate;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import crosby.binary.Osmformat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One block of a PBF file: decodes strings, differences and coordinates of its elements. */
final class PbfBlock {
  /**
   * Fields of {@code DenseNodes} that are read, with the wire type of a packed list, which is the
   * only one that the format's schema allows.
   */
  private static final int PACKED_IDS = Osmformat.DenseNodes.ID_FIELD_NUMBER << 3 | 2;

  private static final int PACKED_LATS = Osmformat.DenseNodes.LAT_FIELD_NUMBER << 3 | 2;
  private static final int PACKED_LONS = Osmformat.DenseNodes.LON_FIELD_NUMBER << 3 | 2;

  /** The same of {@code Way}; its id is a number. */
  private static final int WAY_ID = Osmformat.Way.ID_FIELD_NUMBER << 3;

  private static final int WAY_KEYS = Osmformat.Way.KEYS_FIELD_NUMBER << 3 | 2;
  private static final int WAY_VALUES = Osmformat.Way.VALS_FIELD_NUMBER << 3 | 2;
  private static final int WAY_REFS = Osmformat.Way.REFS_FIELD_NUMBER << 3 | 2;

  /** The same of {@code Relation}. */
  private static final int RELATION_ID = Osmformat.Relation.ID_FIELD_NUMBER << 3;

  private static final int RELATION_KEYS = Osmformat.Relation.KEYS_FIELD_NUMBER << 3 | 2;
  private static final int RELATION_VALUES = Osmformat.Relation.VALS_FIELD_NUMBER << 3 | 2;
  private static final int RELATION_ROLES = Osmformat.Relation.ROLES_SID_FIELD_NUMBER << 3 | 2;
  private static final int RELATION_IDS = Osmformat.Relation.MEMIDS_FIELD_NUMBER << 3 | 2;
  private static final int RELATION_TYPES = Osmformat.Relation.TYPES_FIELD_NUMBER << 3 | 2;

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

  /**
   * Shows the elements of one kind.
   *
   * @param bytes a {@code PrimitiveGroup}
   */
  void show(ByteString bytes, OsmKind kind, OsmSource.Visitor visitor) throws IOException {
    switch (kind) {
      case NODE -> nodes(bytes, visitor);
      case WAY -> {
        PbfWay way = new PbfWay();
        for (ByteString message : messages(bytes, Osmformat.PrimitiveGroup.WAYS_FIELD_NUMBER)) {
          way.read(message);
          visitor.way(way);
        }
      }
      case RELATION -> {
        for (ByteString message :
            messages(bytes, Osmformat.PrimitiveGroup.RELATIONS_FIELD_NUMBER)) {
          relation(message, visitor);
        }
      }
    }
  }

  private static List<ByteString> messages(ByteString group, int field) throws IOException {
    List<ByteString> messages = new ArrayList<>();
    CodedInputStream in = group.newCodedInput();
    in.enableAliasing(true);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == field) {
        messages.add(in.readBytes());
      } else {
        in.skipField(tag);
      }
    }
    return messages;
  }

  /** Of nodes nothing but the position is of use: their tags and histories are stepped over. */
  private void nodes(ByteString bytes, OsmSource.Visitor visitor) throws IOException {
    CodedInputStream in = bytes.newCodedInput();
    in.enableAliasing(true);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case Osmformat.PrimitiveGroup.NODES_FIELD_NUMBER -> {
          Osmformat.Node node = Osmformat.Node.parseFrom(in.readBytes());
          visitor.node(node.getId(), e7(lonOffset, node.getLon()), e7(latOffset, node.getLat()));
        }
        case Osmformat.PrimitiveGroup.DENSE_FIELD_NUMBER -> dense(in.readBytes(), visitor);
        default -> in.skipField(tag);
      }
    }
  }

  private void dense(ByteString bytes, OsmSource.Visitor visitor) throws IOException {
    ByteString ids = ByteString.EMPTY;
    ByteString lons = ByteString.EMPTY;
    ByteString lats = ByteString.EMPTY;
    CodedInputStream in = bytes.newCodedInput();
    in.enableAliasing(true);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case PACKED_IDS -> ids = ids.concat(in.readBytes());
        case PACKED_LATS -> lats = lats.concat(in.readBytes());
        case PACKED_LONS -> lons = lons.concat(in.readBytes());
        default -> in.skipField(tag);
      }
    }
    CodedInputStream id = ids.newCodedInput();
    CodedInputStream lon = lons.newCodedInput();
    CodedInputStream lat = lats.newCodedInput();
    long lastId = 0;
    long lastLon = 0;
    long lastLat = 0;
    while (!id.isAtEnd()) {
      lastId += id.readSInt64();
      lastLon += lon.readSInt64();
      lastLat += lat.readSInt64();
      visitor.node(lastId, e7(lonOffset, lastLon), e7(latOffset, lastLat));
    }
  }

  /** Members are decoded only where the tags are wanted: routes have many, and are not. */
  private void relation(ByteString message, OsmSource.Visitor visitor) throws IOException {
    long id = 0;
    ByteString keyNumbers = ByteString.EMPTY;
    ByteString valueNumbers = ByteString.EMPTY;
    ByteString roles = ByteString.EMPTY;
    ByteString ids = ByteString.EMPTY;
    ByteString types = ByteString.EMPTY;
    CodedInputStream in = message.newCodedInput();
    in.enableAliasing(true);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case RELATION_ID -> id = in.readInt64();
        case RELATION_KEYS -> keyNumbers = keyNumbers.concat(in.readBytes());
        case RELATION_VALUES -> valueNumbers = valueNumbers.concat(in.readBytes());
        case RELATION_ROLES -> roles = roles.concat(in.readBytes());
        case RELATION_IDS -> ids = ids.concat(in.readBytes());
        case RELATION_TYPES -> types = types.concat(in.readBytes());
        default -> in.skipField(tag);
      }
    }
    Map<String, String> tags = tags(keyNumbers, valueNumbers);
    if (visitor.wantsRelation(tags)) {
      visitor.relation(new OsmSource.Relation(id, tags, members(ids, types, roles)));
    }
  }

  private List<OsmSource.Member> members(ByteString ids, ByteString types, ByteString roles)
      throws IOException {
    List<OsmSource.Member> members = new ArrayList<>();
    CodedInputStream id = ids.newCodedInput();
    CodedInputStream type = types.newCodedInput();
    CodedInputStream role = roles.newCodedInput();
    long last = 0;
    while (!id.isAtEnd()) {
      last += id.readSInt64();
      OsmKind kind =
          switch (type.readEnum()) {
            case Osmformat.Relation.MemberType.NODE_VALUE -> OsmKind.NODE;
            case Osmformat.Relation.MemberType.WAY_VALUE -> OsmKind.WAY;
            default -> OsmKind.RELATION;
          };
      members.add(new OsmSource.Member(kind, last, string(role.readInt32())));
    }
    return members;
  }

  private Map<String, String> tags(ByteString keyNumbers, ByteString valueNumbers)
      throws IOException {
    Map<String, String> tags = new LinkedHashMap<>();
    CodedInputStream keys = keyNumbers.newCodedInput();
    CodedInputStream values = valueNumbers.newCodedInput();
    while (!keys.isAtEnd()) {
      tags.put(string(keys.readUInt32()), string(values.readUInt32()));
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

  /** The way that is shown; its lists are decoded when somebody asks. */
  private final class PbfWay implements OsmSource.Way {
    private long id;
    private ByteString keyNumbers;
    private ByteString valueNumbers;
    private ByteString refs;

    void read(ByteString message) throws IOException {
      id = 0;
      keyNumbers = ByteString.EMPTY;
      valueNumbers = ByteString.EMPTY;
      refs = ByteString.EMPTY;
      CodedInputStream in = message.newCodedInput();
      in.enableAliasing(true);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case WAY_ID -> id = in.readInt64();
          case WAY_KEYS -> keyNumbers = keyNumbers.concat(in.readBytes());
          case WAY_VALUES -> valueNumbers = valueNumbers.concat(in.readBytes());
          case WAY_REFS -> refs = refs.concat(in.readBytes());
          default -> in.skipField(tag);
        }
      }
    }

    @Override
    public long id() {
      return id;
    }

    @Override
    public boolean isTagged(OsmFilter filter) throws IOException {
      CodedInputStream in = keyNumbers.newCodedInput();
      while (!in.isAtEnd()) {
        if (isKey(in.readUInt32(), filter)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public Map<String, String> tags() throws IOException {
      return PbfBlock.this.tags(keyNumbers, valueNumbers);
    }

    @Override
    public long[] nodes() throws IOException {
      long[] nodes = new long[refs.size()];
      int count = 0;
      long node = 0;
      CodedInputStream in = refs.newCodedInput();
      while (!in.isAtEnd()) {
        node += in.readSInt64();
        nodes[count++] = node;
      }
      return Arrays.copyOf(nodes, count);
    }
  }
}
