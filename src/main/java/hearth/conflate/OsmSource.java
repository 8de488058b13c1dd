package hearth.conflate;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.locationtech.jts.geom.Envelope;

/** An OSM file of one format, which can be gone through several times. */
interface OsmSource {

  /**
   * Goes through the file once and shows the elements of one kind. Each part of the file is shown
   * to a visitor of its own, several perhaps at once.
   *
   * @param visitors makes a visitor; called by any thread
   * @param inOrder takes each visitor that has seen its part, in the file's order, one by one
   * @throws hearth.geo.InputException if the file is damaged or cut off
   */
  <V extends Visitor> void visit(OsmKind kind, Supplier<V> visitors, Consumer<V> inOrder);

  /** Takes what a part of a file shows; elements are to be read during the call. */
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

    default void way(Way way) throws IOException {}

    /** Whether a relation with these tags is to be shown. */
    default boolean wantsRelation(Map<String, String> tags) {
      return true;
    }

    default void relation(Relation relation) {}
  }

  /** A way, decoded as far as it is asked; what is damaged shows then. */
  interface Way {
    long id();

    /** Whether the filter looks at one of its keys. */
    boolean isTagged(OsmFilter filter) throws IOException;

    Map<String, String> tags() throws IOException;

    long[] nodes() throws IOException;
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
