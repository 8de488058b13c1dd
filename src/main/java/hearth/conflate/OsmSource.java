package hearth.conflate;

import java.util.List;
import java.util.Map;
import org.locationtech.jts.geom.Envelope;

/** An OSM file of one format, which can be gone through several times. */
interface OsmSource {

  /**
   * Goes through the file once and shows the elements of one kind, in the file's order.
   *
   * @throws hearth.geo.InputException if the file is damaged or cut off
   */
  void visit(OsmKind kind, Visitor visitor);

  /** Takes what a file shows; elements are to be read during the call. */
  interface Visitor {
    /** An area for which the file says it is complete; shown with every kind. */
    default void bounds(Envelope lonLat) {}

    /**
     * A node.
     *
     * @param lonE7 longitude in units of 1e-7 degrees, the precision of OSM's own database
     * @param latE7 latitude, likewise
     */
    default void node(long id, int lonE7, int latE7) {}

    default void way(Way way) {}

    default void relation(Relation relation) {}
  }

  /** A way, decoded as far as it is asked. */
  interface Way {
    long id();

    /** Whether the filter looks at one of its keys. */
    boolean isTagged(OsmFilter filter);

    Map<String, String> tags();

    long[] nodes();
  }

  /** A relation. */
  record Relation(long id, Map<String, String> tags, List<Member> members) {}

  /** A member of a relation, in its order. */
  record Member(OsmKind kind, long id, String role) {
    /** For example {@code way/123}. */
    String ref() {
      return kind.name().toLowerCase(java.util.Locale.ROOT) + "/" + id;
    }
  }
}
