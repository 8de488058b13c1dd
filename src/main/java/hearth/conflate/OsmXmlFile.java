package hearth.conflate;

import hearth.geo.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.locationtech.jts.geom.Envelope;

/**
 * OSM XML, version 0.6, by the JDK's streaming parser. Elements that an editor marked as deleted
 * are left out.
 *
 * <p>A document type declaration is refused, entities are not resolved: an OSM file has no use for
 * either, and a hostile one could make the parser read other files or blow up.
 */
final class OsmXmlFile implements OsmSource {
  private static final double E7 = 1e7;

  /** Elements of XML that one visitor is shown. */
  private static final int AT_ONCE = 100_000;

  private final Path file;

  OsmXmlFile(Path file) {
    this.file = file;
  }

  /** Name of the root element; empty if the text is cut off or damaged before it ends. */
  static String rootElement(Path file) throws IOException {
    // What is no UTF-8 is replaced here: the file may be another kind of XML, in another encoding.
    try (Reader in = text(file, CodingErrorAction.REPLACE)) {
      XMLStreamReader xml = factory().createXMLStreamReader(in);
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamConstants.START_ELEMENT) {
          return xml.getLocalName();
        }
      }
      return "";
    } catch (XMLStreamException e) {
      return "";
    }
  }

  @Override
  public <V extends Visitor> void visit(OsmKind kind, Supplier<V> visitors, Consumer<V> inOrder) {
    V visitor = visitors.get();
    int shown = 0;
    try (Reader in = text(file, CodingErrorAction.REPORT)) {
      XMLStreamReader xml = factory().createXMLStreamReader(in);
      try {
        while (xml.hasNext()) {
          int event = xml.next();
          if (event == XMLStreamConstants.DTD) {
            throw new InputException(
                file + ": has a document type declaration (<!DOCTYPE …>), which is not read",
                "Take that line out; OSM files need none.");
          }
          if (event == XMLStreamConstants.START_ELEMENT) {
            if (shown++ == AT_ONCE) {
              // What it holds goes to where it is kept in less space.
              inOrder.accept(visitor);
              visitor = visitors.get();
              shown = 1;
            }
            element(xml, kind, visitor);
          }
        }
      } finally {
        xml.close();
      }
    } catch (XMLStreamException e) {
      throw new InputException(
          "%s: cut off or not well-formed at line %d".formatted(file, line(e)),
          "Download or export it again.",
          e);
    } catch (IOException e) {
      throw new InputException(
          file + ": reading it failed: " + e.getMessage(), "Check the disk and the file.", e);
    }
    inOrder.accept(visitor);
  }

  /**
   * The text, as UTF-8, which OSM XML is. Decoded here, because the parser prints an error of its
   * own on standard error where bytes are not.
   */
  private static Reader text(Path file, CodingErrorAction onOtherBytes) throws IOException {
    Reader reader =
        new BufferedReader(
            new InputStreamReader(
                Files.newInputStream(file),
                StandardCharsets.UTF_8.newDecoder().onMalformedInput(onOtherBytes)),
            1 << 16);
    reader.mark(1);
    if (reader.read() != '\uFEFF') {
      reader.reset();
    }
    return reader;
  }

  private static int line(XMLStreamException e) {
    return e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
  }

  private static XMLInputFactory factory() {
    // The JDK's own, whatever other parser lies on the class path.
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    return factory;
  }

  private void element(XMLStreamReader xml, OsmKind kind, Visitor visitor)
      throws XMLStreamException, IOException {
    switch (xml.getLocalName()) {
      case "bounds" ->
          visitor.bounds(
              new Envelope(
                  degrees(xml, "minlon"),
                  degrees(xml, "maxlon"),
                  degrees(xml, "minlat"),
                  degrees(xml, "maxlat")));
      case "bound" -> legacyBound(xml, visitor);
      case "node" -> {
        if (kind == OsmKind.NODE && !isDeleted(xml)) {
          visitor.node(
              id(xml, "id"),
              (int) Math.round(degrees(xml, "lon") * E7),
              (int) Math.round(degrees(xml, "lat") * E7));
        }
      }
      case "way" -> {
        if (kind == OsmKind.WAY && !isDeleted(xml)) {
          visitor.way(way(xml));
        }
      }
      case "relation" -> {
        if (kind == OsmKind.RELATION && !isDeleted(xml)) {
          Relation relation = relation(xml);
          if (visitor.wantsRelation(relation.tags())) {
            visitor.relation(relation);
          }
        }
      }
      default -> {
        // osm itself, notes, metadata, and what is inside elements of other kinds
      }
    }
  }

  private static boolean isDeleted(XMLStreamReader xml) {
    return "delete".equals(xml.getAttributeValue(null, "action"))
        || "false".equals(xml.getAttributeValue(null, "visible"));
  }

  /** As old Osmosis wrote it: {@code <bound box="minlat,minlon,maxlat,maxlon"/>}. */
  private void legacyBound(XMLStreamReader xml, Visitor visitor) {
    String box = xml.getAttributeValue(null, "box");
    String[] parts = box == null ? new String[0] : box.split(",");
    if (parts.length != 4) {
      throw bad(xml, "box", box);
    }
    double[] v = new double[4];
    for (int i = 0; i < 4; i++) {
      v[i] = number(xml, "box", parts[i]);
    }
    visitor.bounds(new Envelope(v[1], v[3], v[0], v[2]));
  }

  private Way way(XMLStreamReader xml) throws XMLStreamException {
    long id = id(xml, "id");
    Map<String, String> tags = new LinkedHashMap<>();
    long[] nodes = new long[16];
    int count = 0;
    while (!ends(xml, "way")) {
      if (isStart(xml, "nd")) {
        if (count == nodes.length) {
          nodes = Arrays.copyOf(nodes, 2 * count);
        }
        nodes[count++] = id(xml, "ref");
      } else {
        tag(xml, tags);
      }
    }
    return new XmlWay(id, tags, Arrays.copyOf(nodes, count));
  }

  private Relation relation(XMLStreamReader xml) throws XMLStreamException {
    long id = id(xml, "id");
    Map<String, String> tags = new LinkedHashMap<>();
    List<Member> members = new ArrayList<>();
    while (!ends(xml, "relation")) {
      if (isStart(xml, "member")) {
        String role = xml.getAttributeValue(null, "role");
        members.add(new Member(memberKind(xml), id(xml, "ref"), role == null ? "" : role));
      } else {
        tag(xml, tags);
      }
    }
    return new Relation(id, tags, members);
  }

  private OsmKind memberKind(XMLStreamReader xml) {
    String type = xml.getAttributeValue(null, "type");
    try {
      return OsmKind.valueOf(String.valueOf(type).toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw bad(xml, "type", type);
    }
  }

  /** Moves on by one event; whether the element ends there. */
  private static boolean ends(XMLStreamReader xml, String name) throws XMLStreamException {
    return xml.next() == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals(name);
  }

  private static boolean isStart(XMLStreamReader xml, String name) {
    return xml.isStartElement() && xml.getLocalName().equals(name);
  }

  private static void tag(XMLStreamReader xml, Map<String, String> tags) {
    if (isStart(xml, "tag")) {
      String key = xml.getAttributeValue(null, "k");
      String value = xml.getAttributeValue(null, "v");
      if (key != null && value != null) {
        tags.put(key, value);
      }
    }
  }

  private long id(XMLStreamReader xml, String attribute) {
    String text = xml.getAttributeValue(null, attribute);
    try {
      return Long.parseLong(String.valueOf(text));
    } catch (NumberFormatException e) {
      throw bad(xml, attribute, text);
    }
  }

  private double degrees(XMLStreamReader xml, String attribute) {
    double value = number(xml, attribute, xml.getAttributeValue(null, attribute));
    double most = attribute.endsWith("lat") ? 90 : 180;
    if (Math.abs(value) > most) {
      throw bad(xml, attribute, String.valueOf(value));
    }
    return value;
  }

  private double number(XMLStreamReader xml, String attribute, String text) {
    try {
      double value = Double.parseDouble(String.valueOf(text));
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw bad(xml, attribute, text);
  }

  private InputException bad(XMLStreamReader xml, String attribute, String text) {
    return new InputException(
        "%s: line %d: %s=\"%s\" in <%s> is not what OSM XML holds there"
            .formatted(
                file,
                xml.getLocation().getLineNumber(),
                attribute,
                text == null ? "" : text,
                xml.getLocalName()),
        "Download or export it again.");
  }

  private record XmlWay(long id, Map<String, String> tags, long[] nodes) implements Way {
    @Override
    public boolean isTagged(OsmFilter filter) {
      return tags.keySet().stream().anyMatch(filter::isKey);
    }
  }
}
