package hearth.conflate;

import java.util.Arrays;
import org.locationtech.jts.geom.Coordinate;

/**
 * Positions of the nodes that buildings need, in 17 bytes a node: ids are gathered first, then the
 * file's nodes are offered, in which those not asked for are passed over.
 */
final class NodePositions {
  private static final double E7 = 1e7;

  private long[] ids = new long[1024];
  private int count;
  private int[] lon;
  private int[] lat;
  private boolean[] known;

  /** Where the last offered id was; files are sorted by id, so the next one is close. */
  private int cursor;

  /** Asks for nodes. */
  void need(long[] nodes) {
    if (count + nodes.length > ids.length) {
      ids = Arrays.copyOf(ids, Math.max(2 * ids.length, count + nodes.length));
    }
    System.arraycopy(nodes, 0, ids, count, nodes.length);
    count += nodes.length;
  }

  /** No more ids are asked for from now on. */
  void close() {
    Arrays.parallelSort(ids, 0, count);
    int distinct = 0;
    for (int i = 0; i < count; i++) {
      if (i == 0 || ids[i] != ids[i - 1]) {
        ids[distinct++] = ids[i];
      }
    }
    ids = Arrays.copyOf(ids, distinct);
    count = distinct;
    lon = new int[count];
    lat = new int[count];
    known = new boolean[count];
  }

  /** Offers a node of the file. */
  void offer(long id, int lonE7, int latE7) {
    if (cursor > 0 && ids[cursor - 1] >= id) {
      int found = Arrays.binarySearch(ids, 0, count, id);
      cursor = found >= 0 ? found : -found - 1;
    }
    while (cursor < count && ids[cursor] < id) {
      cursor++;
    }
    if (cursor < count && ids[cursor] == id) {
      lon[cursor] = lonE7;
      lat[cursor] = latE7;
      known[cursor] = true;
    }
  }

  /** Longitude and latitude; null if the file does not hold the node. */
  Coordinate of(long id) {
    int i = Arrays.binarySearch(ids, 0, count, id);
    return i >= 0 && known[i] ? new Coordinate(lon[i] / E7, lat[i] / E7) : null;
  }
}
