package hearth.conflate;

import java.util.Arrays;
import org.locationtech.jts.geom.Coordinate;

/**
 * Positions of the nodes that buildings need, in 17 bytes a node: ids are gathered first, then the
 * file is gone through for them.
 */
final class NodePositions {
  private static final double E7 = 1e7;

  private long[] ids = new long[1024];
  private int count;
  private int[] lon;
  private int[] lat;
  private boolean[] known;

  /** Asks for nodes. */
  void need(long[] nodes) {
    if (count + nodes.length > ids.length) {
      ids = Arrays.copyOf(ids, Math.max(2 * ids.length, count + nodes.length));
    }
    System.arraycopy(nodes, 0, ids, count, nodes.length);
    count += nodes.length;
  }

  /**
   * Finds what was asked for; no more ids are from now on. Of two nodes of one id the later counts.
   */
  void readFrom(OsmSource file) {
    close();
    file.visit(OsmKind.NODE, Finder::new, Finder::keep);
  }

  private void close() {
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

  /** Finds those that a part of the file has. */
  private final class Finder implements OsmSource.Visitor {
    /** Where the last id was; files are sorted by id, so the next one is close. */
    private int cursor;

    /** Place of the id, longitude, latitude. */
    private int[] found = new int[1024];

    private int length;

    @Override
    public void node(long id, int lonE7, int latE7) {
      if (cursor == 0 || ids[cursor - 1] >= id) {
        int place = Arrays.binarySearch(ids, 0, count, id);
        cursor = place >= 0 ? place : -place - 1;
      }
      while (cursor < count && ids[cursor] < id) {
        cursor++;
      }
      if (cursor < count && ids[cursor] == id) {
        if (length + 3 > found.length) {
          found = Arrays.copyOf(found, 2 * found.length);
        }
        found[length++] = cursor;
        found[length++] = lonE7;
        found[length++] = latE7;
      }
    }

    void keep() {
      for (int i = 0; i < length; i += 3) {
        lon[found[i]] = found[i + 1];
        lat[found[i]] = found[i + 2];
        known[found[i]] = true;
      }
    }
  }

  /** Longitude and latitude; null if the file does not hold the node. */
  Coordinate of(long id) {
    int i = Arrays.binarySearch(ids, 0, count, id);
    return i >= 0 && known[i] ? new Coordinate(lon[i] / E7, lat[i] / E7) : null;
  }
}
