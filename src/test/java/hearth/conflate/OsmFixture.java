package hearth.conflate;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import crosby.binary.Fileformat;
import crosby.binary.Osmformat;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;

/**
 * A small OSM file, written by hand in a test and out in either format. Elements keep the order in
 * which they are given, within their kind.
 */
final class OsmFixture {
  /**
   * Both formats, PBF without compression and dense nodes, and PBF with a block for each element.
   */
  enum Format {
    XML,
    PBF,
    PBF_RAW,
    PBF_BLOCKS
  }

  private record Node(long id, double lon, double lat) {}

  private record Way(long id, Map<String, String> tags, long[] nodes) {}

  private record Member(String type, long id, String role) {}

  private record Relation(long id, Map<String, String> tags, List<Member> members) {}

  private final List<Node> nodes = new ArrayList<>();
  private final List<Way> ways = new ArrayList<>();
  private final List<Relation> relations = new ArrayList<>();
  private double[] bounds;
  private String requiredFeature = "DenseNodes";

  OsmFixture bounds(double west, double south, double east, double north) {
    bounds = new double[] {west, south, east, north};
    return this;
  }

  OsmFixture requires(String feature) {
    requiredFeature = feature;
    return this;
  }

  OsmFixture node(long id, double lon, double lat) {
    nodes.add(new Node(id, lon, lat));
    return this;
  }

  /** A way with nodes of its own, at "lon lat, lon lat, …"; equal positions are one node. */
  OsmFixture line(long id, String tags, String positions) {
    List<Long> refs = new ArrayList<>();
    for (String position : positions.split(", *")) {
      String[] lonLat = position.split(" ");
      double lon = Double.parseDouble(lonLat[0]);
      double lat = Double.parseDouble(lonLat[1]);
      long ref =
          nodes.stream()
              .filter(n -> n.lon == lon && n.lat == lat)
              .map(Node::id)
              .findFirst()
              .orElse(1000L + nodes.size());
      if (nodes.stream().noneMatch(n -> n.id == ref)) {
        node(ref, lon, lat);
      }
      refs.add(ref);
    }
    return way(id, tags, refs.stream().mapToLong(Long::longValue).toArray());
  }

  OsmFixture way(long id, String tags, long... refs) {
    ways.add(new Way(id, tags(tags), refs));
    return this;
  }

  /** Members as "way 1 outer". */
  OsmFixture relation(long id, String tags, String... members) {
    List<Member> list = new ArrayList<>();
    for (String member : members) {
      String[] parts = member.split(" ", 3);
      list.add(new Member(parts[0], Long.parseLong(parts[1]), parts.length > 2 ? parts[2] : ""));
    }
    relations.add(new Relation(id, tags(tags), list));
    return this;
  }

  Path write(Format format, Path folder) {
    try {
      // One name for all: the format is told by the content.
      Path file = folder.resolve("map.dat");
      return Files.write(file, format == Format.XML ? xml() : pbf(format));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> tags(String text) {
    Map<String, String> tags = new LinkedHashMap<>();
    if (!text.isEmpty()) {
      for (String tag : text.split(", *")) {
        tags.put(tag.substring(0, tag.indexOf('=')), tag.substring(tag.indexOf('=') + 1));
      }
    }
    return tags;
  }

  private byte[] xml() {
    StringBuilder xml = new StringBuilder("<?xml version='1.0' encoding='UTF-8'?>\n");
    xml.append("<osm version='0.6'>\n");
    if (bounds != null) {
      xml.append(
          "<bounds minlon='%s' minlat='%s' maxlon='%s' maxlat='%s'/>\n"
              .formatted(bounds[0], bounds[1], bounds[2], bounds[3]));
    }
    for (Node n : nodes) {
      xml.append("<node id='%d' lon='%s' lat='%s'/>\n".formatted(n.id, n.lon, n.lat));
    }
    for (Way w : ways) {
      xml.append("<way id='%d'>".formatted(w.id));
      for (long ref : w.nodes) {
        xml.append("<nd ref='%d'/>".formatted(ref));
      }
      xml.append(xml(w.tags)).append("</way>\n");
    }
    for (Relation r : relations) {
      xml.append("<relation id='%d'>".formatted(r.id));
      for (Member m : r.members) {
        xml.append("<member type='%s' ref='%d' role='%s'/>".formatted(m.type, m.id, m.role));
      }
      xml.append(xml(r.tags)).append("</relation>\n");
    }
    return xml.append("</osm>\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String xml(Map<String, String> tags) {
    StringBuilder xml = new StringBuilder();
    tags.forEach((k, v) -> xml.append("<tag k='%s' v='%s'/>".formatted(k, v)));
    return xml.toString();
  }

  private byte[] pbf(Format format) throws IOException {
    Osmformat.HeaderBlock.Builder header =
        Osmformat.HeaderBlock.newBuilder()
            .addRequiredFeatures("OsmSchema-V0.6")
            .addRequiredFeatures(requiredFeature);
    if (bounds != null) {
      header.setBbox(
          Osmformat.HeaderBBox.newBuilder()
              .setLeft(nano(bounds[0]))
              .setBottom(nano(bounds[1]))
              .setRight(nano(bounds[2]))
              .setTop(nano(bounds[3])));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean packed = format != Format.PBF_RAW;
    block(out, "OSMHeader", header.build(), packed);
    block(out, "OSMNote", header.build(), packed); // of a type nobody knows: to be skipped
    boolean oneByOne = format == Format.PBF_BLOCKS;
    for (List<Node> some : oneByOne ? nodes.stream().map(List::of).toList() : List.of(nodes)) {
      Osmformat.PrimitiveGroup.Builder group = Osmformat.PrimitiveGroup.newBuilder();
      if (packed) {
        group.setDense(dense(some));
      } else {
        some.forEach(
            n ->
                group.addNodes(
                    Osmformat.Node.newBuilder()
                        .setId(n.id)
                        .setLon(nano(n.lon) / 100)
                        .setLat(nano(n.lat) / 100)));
      }
      block(out, "OSMData", new Strings().block(group), packed);
    }
    Strings strings = new Strings();
    Osmformat.PrimitiveGroup.Builder wayGroup = Osmformat.PrimitiveGroup.newBuilder();
    for (Way way : ways) {
      wayGroup.addWays(way(way, strings));
      if (oneByOne) {
        block(out, "OSMData", strings.block(wayGroup), packed);
        wayGroup.clear();
      }
    }
    Osmformat.PrimitiveGroup.Builder relationGroup = Osmformat.PrimitiveGroup.newBuilder();
    for (Relation relation : relations) {
      relationGroup.addRelations(relation(relation, strings));
      if (oneByOne) {
        block(out, "OSMData", strings.block(relationGroup), packed);
        relationGroup.clear();
      }
    }
    if (!oneByOne) {
      block(out, "OSMData", strings.block(wayGroup, relationGroup), packed);
    }
    return out.toByteArray();
  }

  private static Osmformat.DenseNodes dense(List<Node> nodes) {
    Osmformat.DenseNodes.Builder dense = Osmformat.DenseNodes.newBuilder();
    Node last = new Node(0, 0, 0);
    for (Node n : nodes) {
      dense.addId(n.id - last.id);
      dense.addLon(nano(n.lon) / 100 - nano(last.lon) / 100);
      dense.addLat(nano(n.lat) / 100 - nano(last.lat) / 100);
      last = n;
    }
    return dense.build();
  }

  private static Osmformat.Way way(Way w, Strings strings) {
    Osmformat.Way.Builder way = Osmformat.Way.newBuilder().setId(w.id);
    w.tags.forEach((k, v) -> way.addKeys(strings.number(k)).addVals(strings.number(v)));
    long last = 0;
    for (long ref : w.nodes) {
      way.addRefs(ref - last);
      last = ref;
    }
    return way.build();
  }

  private static Osmformat.Relation relation(Relation r, Strings strings) {
    Osmformat.Relation.Builder relation = Osmformat.Relation.newBuilder().setId(r.id);
    r.tags.forEach((k, v) -> relation.addKeys(strings.number(k)).addVals(strings.number(v)));
    long last = 0;
    for (Member m : r.members) {
      relation.addMemids(m.id - last).addRolesSid(strings.number(m.role));
      relation.addTypes(Osmformat.Relation.MemberType.valueOf(m.type.toUpperCase()));
      last = m.id;
    }
    return relation.build();
  }

  private static long nano(double degrees) {
    return Math.round(degrees * 1e9);
  }

  private static void block(
      ByteArrayOutputStream out, String type, MessageLite content, boolean packed)
      throws IOException {
    byte[] raw = content.toByteArray();
    Fileformat.Blob.Builder blob = Fileformat.Blob.newBuilder();
    if (packed) {
      Deflater deflater = new Deflater();
      deflater.setInput(raw);
      deflater.finish();
      byte[] buffer = new byte[raw.length + 100];
      int length = deflater.deflate(buffer);
      deflater.end();
      blob.setRawSize(raw.length).setZlibData(ByteString.copyFrom(buffer, 0, length));
    } else {
      blob.setRaw(ByteString.copyFrom(raw));
    }
    byte[] body = blob.build().toByteArray();
    byte[] head =
        Fileformat.BlobHeader.newBuilder()
            .setType(type)
            .setDatasize(body.length)
            .build()
            .toByteArray();
    DataOutputStream data = new DataOutputStream(out);
    data.writeInt(head.length);
    data.write(head);
    data.write(body);
  }

  private static final class Strings {
    private final List<String> strings = new ArrayList<>(List.of(""));

    int number(String text) {
      int known = strings.indexOf(text);
      if (known >= 0) {
        return known;
      }
      strings.add(text);
      return strings.size() - 1;
    }

    Osmformat.PrimitiveBlock block(Osmformat.PrimitiveGroup.Builder... groups) {
      Osmformat.StringTable.Builder table = Osmformat.StringTable.newBuilder();
      strings.forEach(s -> table.addS(ByteString.copyFromUtf8(s)));
      Osmformat.PrimitiveBlock.Builder block =
          Osmformat.PrimitiveBlock.newBuilder().setStringtable(table);
      for (Osmformat.PrimitiveGroup.Builder group : groups) {
        block.addPrimitivegroup(group);
      }
      return block.build();
    }
  }
}
