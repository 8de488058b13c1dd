package hearth.footprint;

import java.util.Comparator;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;

/**
 * A total order of outlines by what they cover: west to east, south to north by their extents, then
 * vertex by vertex (normalised, so that the first vertex and the direction of a ring play no part).
 * Outlines that compare equal are equal. All ties of the package are broken by it.
 */
public final class OutlineOrder implements Comparator<Geometry> {
  public static final OutlineOrder INSTANCE = new OutlineOrder();

  private OutlineOrder() {}

  @Override
  public int compare(Geometry a, Geometry b) {
    if (a == b) {
      return 0;
    }
    Envelope ea = a.getEnvelopeInternal();
    Envelope eb = b.getEnvelopeInternal();
    int order = Double.compare(ea.getMinX(), eb.getMinX());
    order = order != 0 ? order : Double.compare(ea.getMinY(), eb.getMinY());
    order = order != 0 ? order : Double.compare(ea.getMaxX(), eb.getMaxX());
    order = order != 0 ? order : Double.compare(ea.getMaxY(), eb.getMaxY());
    return order != 0 ? order : a.norm().compareTo(b.norm());
  }
}
