package hearth.conflate;

import hearth.footprint.OsmElement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;

/**
 * Ways of an OSM file as lines, roads for instance. What lacks nodes is led through those that are
 * there; what is left with fewer than two is passed over: lines are evidence, not results.
 */
final class OsmLines {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  private OsmLines() {}

  /** A way with all its tags. */
  record Line(OsmElement element, LineString line) {}

  /**
   * Reads lines.
   *
   * @param key tells which ways are looked at by their keys
   * @param wanted tells which of these are read by their tags
   * @return in the file's order, longitude and latitude
   */
  static List<Line> read(
      OsmSource source, Predicate<String> key, Predicate<Map<String, String>> wanted) {
    OsmFilter filter = OsmFilter.areas(key);
    List<OsmBuildings.WayData> ways = new ArrayList<>();
    source.visit(OsmKind.WAY, () -> new Wanted(filter, wanted), found -> ways.addAll(found.ways));
    NodePositions positions = new NodePositions();
    ways.forEach(way -> positions.need(way.nodes()));
    positions.readFrom(source);
    List<Line> lines = new ArrayList<>();
    for (OsmBuildings.WayData way : ways) {
      List<Coordinate> line = new ArrayList<>();
      for (long node : way.nodes()) {
        Coordinate position = positions.of(node);
        if (position != null) {
          line.add(position);
        }
      }
      if (line.size() > 1) {
        lines.add(
            new Line(way.element(), GEOMETRIES.createLineString(line.toArray(new Coordinate[0]))));
      }
    }
    return lines;
  }

  /** The lines of a part of the file. */
  private static final class Wanted implements OsmSource.Visitor {
    private final OsmFilter filter;
    private final Predicate<Map<String, String>> wanted;
    private final List<OsmBuildings.WayData> ways = new ArrayList<>();

    Wanted(OsmFilter filter, Predicate<Map<String, String>> wanted) {
      this.filter = filter;
      this.wanted = wanted;
    }

    @Override
    public void way(OsmSource.Way way) throws IOException {
      if (way.isTagged(filter) && wanted.test(way.tags())) {
        ways.add(new OsmBuildings.WayData(way.id(), way.tags(), true, way.nodes()));
      }
    }
  }
}
