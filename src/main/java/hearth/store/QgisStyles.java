package hearth.store;

import hearth.footprint.OutlineStyle;
import hearth.footprint.Source;
import hearth.footprint.Status;
import hearth.geo.Crs;
import hearth.raster.vector.Feature;
import hearth.raster.vector.FieldType;
import hearth.raster.vector.GeometryType;
import hearth.raster.vector.VectorField;
import hearth.raster.vector.VectorWriter;
import java.awt.Color;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * How QGIS draws the layers of buildings: table {@code layer_styles} of a GeoPackage, as QGIS
 * itself writes and looks for it when it opens a layer. Colours are those of the report ({@link
 * OutlineStyle}).
 *
 * <p>A style is QGIS' own QML: a categorised renderer over the status, with the given layer's
 * buildings apart. Symbols carry {@code prop} elements, which every QGIS 3 reads.
 */
final class QgisStyles {
  /** Name of the table, fixed by QGIS. */
  static final String TABLE = "layer_styles";

  /** Column of the geometries, as {@link VectorWriter} names it in a GeoPackage. */
  private static final String GEOMETRY_COLUMN = "geom";

  /** QGIS prefers the default style, then the youngest; files hold no clock times. */
  private static final String UPDATE_TIME = "2000-01-01T00:00:00Z";

  private static final List<VectorField> FIELDS =
      List.of(
          new VectorField("f_table_catalog", FieldType.STRING),
          new VectorField("f_table_schema", FieldType.STRING),
          new VectorField("f_table_name", FieldType.STRING),
          new VectorField("f_geometry_column", FieldType.STRING),
          new VectorField("styleName", FieldType.STRING),
          new VectorField("styleQML", FieldType.STRING),
          new VectorField("styleSLD", FieldType.STRING),
          new VectorField("useAsDefault", FieldType.BOOLEAN),
          new VectorField("description", FieldType.STRING),
          new VectorField("owner", FieldType.STRING),
          new VectorField("ui", FieldType.STRING),
          new VectorField("update_time", FieldType.DATE_TIME));

  private static final OutlineStyle GIVEN = OutlineStyle.of(Status.ADDED, Source.GIVEN);

  private QgisStyles() {}

  /** Adds the table, with the styles of the layers of a GeoPackage of buildings. */
  static void add(VectorWriter writer) {
    writer.addLayer(
        TABLE,
        Crs.WGS84,
        FIELDS,
        GeometryType.NONE,
        List.of(
                row(
                    BuildingFiles.BUILDINGS,
                    "Buildings by status and source",
                    qml(Status::isMerged)),
                row(BuildingFiles.CANDIDATES, "Candidates by status", qml(status -> true)))
            .iterator());
  }

  private static Feature row(String layer, String description, String qml) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("f_table_catalog", "");
    row.put("f_table_schema", "");
    row.put("f_table_name", layer);
    row.put("f_geometry_column", GEOMETRY_COLUMN);
    row.put("styleName", layer);
    row.put("styleQML", qml);
    row.put("styleSLD", "");
    row.put("useAsDefault", true);
    row.put("description", description);
    row.put("owner", "");
    row.put("update_time", UPDATE_TIME);
    return Feature.of(null, row);
  }

  private static String qml(Predicate<Status> shown) {
    List<OutlineStyle> topFirst = new ArrayList<>(OutlineStyle.bottomToTop());
    Collections.reverse(topFirst);
    Map<String, OutlineStyle> categories = new LinkedHashMap<>();
    for (OutlineStyle style : topFirst) {
      if (style == GIVEN) {
        categories.put(Source.GIVEN.code(), style);
      }
      for (Status status : Status.values()) {
        if (shown.test(status) && OutlineStyle.of(status) == style) {
          categories.put(status.code(), style);
        }
      }
    }
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
      write(xml, categories);
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("writing to memory cannot fail", e);
    }
    return text.toString();
  }

  /** Groups buildings as {@link OutlineStyle#of(Status, Source)} does. */
  private static String category() {
    return "CASE WHEN \"source\" = '%s' AND \"status\" = '%s' THEN '%1$s' ELSE \"status\" END"
        .formatted(Source.GIVEN.code(), Status.ADDED.code());
  }

  private static void write(XMLStreamWriter xml, Map<String, OutlineStyle> categories)
      throws XMLStreamException {
    start(xml, "qgis", "version", "3.16.0", "styleCategories", "Symbology");
    start(
        xml,
        "renderer-v2",
        "type",
        "categorizedSymbol",
        "attr",
        category(),
        "symbollevels",
        "0",
        "enableorderby",
        "0",
        "forceraster",
        "0");
    start(xml, "categories");
    int symbol = 0;
    for (Map.Entry<String, OutlineStyle> category : categories.entrySet()) {
      start(
          xml,
          "category",
          "value",
          category.getKey(),
          "label",
          category.getValue().label(),
          "symbol",
          String.valueOf(symbol++),
          "render",
          "true",
          "type",
          "string");
      xml.writeEndElement();
    }
    xml.writeEndElement();
    start(xml, "symbols");
    symbol = 0;
    for (OutlineStyle style : categories.values()) {
      writeSymbol(xml, String.valueOf(symbol++), style);
    }
    xml.writeEndElement();
    xml.writeEndElement();
    xml.writeEndElement();
  }

  /** Filled thinly, so that the imagery shows through; what is not merged is a broken line. */
  private static void writeSymbol(XMLStreamWriter xml, String name, OutlineStyle style)
      throws XMLStreamException {
    start(xml, "symbol", "type", "fill", "name", name, "alpha", "1", "clip_to_extent", "1");
    start(xml, "layer", "class", "SimpleFill", "enabled", "1", "locked", "0", "pass", "0");
    property(xml, "color", colour(style.colour(), 64));
    property(xml, "style", style.isBroken() ? "no" : "solid");
    property(xml, "outline_color", colour(style.colour(), 255));
    property(xml, "outline_style", style.isBroken() ? "dash" : "solid");
    property(xml, "outline_width", "0.4");
    property(xml, "outline_width_unit", "MM");
    property(xml, "joinstyle", "miter");
    xml.writeEndElement();
    xml.writeEndElement();
  }

  private static String colour(Color colour, int alpha) {
    return "%d,%d,%d,%d".formatted(colour.getRed(), colour.getGreen(), colour.getBlue(), alpha);
  }

  private static void property(XMLStreamWriter xml, String key, String value)
      throws XMLStreamException {
    start(xml, "prop", "k", key, "v", value);
    xml.writeEndElement();
  }

  /** Names and values of attributes in turn. */
  private static void start(XMLStreamWriter xml, String element, String... attributes)
      throws XMLStreamException {
    xml.writeStartElement(element);
    for (int i = 0; i < attributes.length; i += 2) {
      xml.writeAttribute(attributes[i], attributes[i + 1]);
    }
  }
}
