package hearth.footprint.regular;

import hearth.footprint.Overlaps;
import org.locationtech.jts.geom.Geometry;

/** What a redrawn outline must keep of the raw one. */
record Gate(double leastIou, double mostAreaChange) {
  boolean passes(Geometry redrawn, Geometry raw) {
    double area = redrawn.getArea();
    double rawArea = raw.getArea();
    if (Math.abs(area - rawArea) > mostAreaChange * rawArea) {
      return false;
    }
    double shared = Overlaps.sharedArea(redrawn, raw);
    return shared >= leastIou * (area + rawArea - shared);
  }
}
