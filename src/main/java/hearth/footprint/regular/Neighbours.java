package hearth.footprint.regular;

import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.index.strtree.STRtree;

/** Which outlines are near to each other. */
final class Neighbours {
  private Neighbours() {}

  /** For each outline the numbers of the others within a distance, ascending. */
  static List<List<Integer>> within(List<Geometry> outlines, double metres) {
    STRtree tree = new STRtree();
    List<List<Integer>> result = new ArrayList<>();
    for (int i = 0; i < outlines.size(); i++) {
      tree.insert(outlines.get(i).getEnvelopeInternal(), i);
      result.add(new ArrayList<>());
    }
    for (int i = 0; i < outlines.size(); i++) {
      int self = i;
      Envelope extent = new Envelope(outlines.get(i).getEnvelopeInternal());
      extent.expandBy(metres);
      tree.query(
          extent,
          item -> {
            int other = (Integer) item;
            if (other > self && outlines.get(self).isWithinDistance(outlines.get(other), metres)) {
              result.get(self).add(other);
              result.get(other).add(self);
            }
          });
    }
    result.forEach(near -> near.sort(null));
    return result;
  }

  /** Groups of outlines that are connected through neighbours, in order of their first. */
  static List<List<Integer>> groups(List<List<Integer>> neighbours) {
    boolean[] seen = new boolean[neighbours.size()];
    List<List<Integer>> groups = new ArrayList<>();
    for (int i = 0; i < seen.length; i++) {
      if (seen[i]) {
        continue;
      }
      List<Integer> group = new ArrayList<>(List.of(i));
      seen[i] = true;
      for (int g = 0; g < group.size(); g++) {
        for (int next : neighbours.get(group.get(g))) {
          if (!seen[next]) {
            seen[next] = true;
            group.add(next);
          }
        }
      }
      groups.add(group);
    }
    return groups;
  }
}
