package hearth.footprint;

import hearth.geo.Outline;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.stream.IntStream;
import org.locationtech.jts.geom.Geometry;

/**
 * Millions of buildings in arrays: a list to which buildings can be added, of about 90 bytes each
 * for outlines of four corners, where {@link Building} and its polygon take 400. A building that is
 * asked for is made anew each time. Equal facts are kept once, as far as they are few.
 */
public final class Buildings extends AbstractList<Building> implements RandomAccess {
  /** Buildings of a chunk, as a power of two: arrays grow by chunks, and nothing big is copied. */
  private static final int CHUNK_BITS = 14;

  private static final int CHUNK = 1 << CHUNK_BITS;

  /** More different facts than these are scores, which hardly any two buildings share. */
  private static final int MOST_SHARED = 10_000;

  private static final int ID_DIGITS = 16;

  /** Positions that fit beside the 40 leading bits of an id. */
  private static final long MOST_NUMBERED = 1L << 24;

  private final List<Chunk> chunks = new ArrayList<>();
  private final Map<Facts, Facts> shared = new HashMap<>();
  private Facts last;
  private int size;

  /**
   * Some neighbours. Ids that are no hash and outlines that are no simple ring are kept as they
   * are, by their place.
   */
  private static final class Chunk {
    private final long[] ids = new long[CHUNK];
    private final Facts[] facts = new Facts[CHUNK];
    private final int[] ends = new int[CHUNK];
    private final Map<Integer, String> otherIds = new HashMap<>();
    private final Map<Integer, Geometry> otherOutlines = new HashMap<>();
    private double[] corners = new double[8 * CHUNK];

    void add(int i, Building b, Facts known) {
      long id = number(b.id());
      ids[i] = id;
      if (id == 0) {
        otherIds.put(i, b.id());
      }
      facts[i] = known;
      int start = start(i);
      double[] xy = Outline.corners(b.outline());
      if (xy == null) {
        otherOutlines.put(i, b.outline());
        ends[i] = start;
      } else {
        ends[i] = start + xy.length;
        if (ends[i] > corners.length) {
          corners = Arrays.copyOf(corners, Math.max(ends[i], corners.length / 2 * 3));
        }
        System.arraycopy(xy, 0, corners, start, xy.length);
      }
      if (i == CHUNK - 1) {
        corners = Arrays.copyOf(corners, ends[i]);
      }
    }

    private int start(int i) {
      return i == 0 ? 0 : ends[i - 1];
    }

    Outline outline(int i) {
      return ends[i] > start(i)
          ? Outline.ring(corners, start(i), ends[i])
          : Outline.of(otherOutlines.get(i));
    }
  }

  /** The same buildings in the same order; the list itself where it is of this kind. */
  public static Buildings of(Collection<Building> buildings) {
    if (buildings instanceof Buildings packed) {
      return packed;
    }
    Buildings packed = new Buildings();
    packed.addAll(buildings);
    return packed;
  }

  @Override
  public boolean add(Building building) {
    if (size % CHUNK == 0) {
      chunks.add(new Chunk());
    }
    chunk(size).add(place(size), building, shared(building.facts()));
    size++;
    return true;
  }

  private Facts shared(Facts facts) {
    if (facts.equals(last)) {
      return last;
    }
    last = facts;
    if (shared.size() < MOST_SHARED) {
      Facts known = shared.putIfAbsent(facts, facts);
      last = known == null ? facts : known;
    } else {
      last = shared.getOrDefault(facts, facts);
    }
    return last;
  }

  @Override
  public Building get(int i) {
    return new Building(id(i), outline(i).geometry(), facts(i));
  }

  @Override
  public int size() {
    return size;
  }

  /** As {@link Building#id}. */
  public String id(int i) {
    Chunk chunk = chunk(i);
    long id = chunk.ids[place(i)];
    return id == 0 ? chunk.otherIds.get(place(i)) : text(id);
  }

  /** As {@link Building#outline}. */
  public Outline outline(int i) {
    return chunk(i).outline(place(i));
  }

  /** As {@link Building#facts}. */
  public Facts facts(int i) {
    return chunk(i).facts[place(i)];
  }

  /**
   * Orders buildings by their ids, of equal ids by the order in which they are given.
   *
   * @param places in this list
   * @return positions in {@code places}, in the order of the ids there
   */
  public int[] orderById(int[] places) {
    if (places.length > MOST_NUMBERED) {
      return orderByText(places);
    }
    long[] keys = new long[places.length];
    for (int k = 0; k < keys.length; k++) {
      long id = chunk(places[k]).ids[place(places[k])];
      if (id == 0) {
        return orderByText(places);
      }
      // The leading digits, which hardly two ids have in common, and the position.
      keys[k] = (id ^ Long.MIN_VALUE) & -MOST_NUMBERED | k;
    }
    Arrays.sort(keys);
    int[] order = new int[keys.length];
    for (int k = 0; k < order.length; k++) {
      order[k] = (int) (keys[k] & MOST_NUMBERED - 1);
      if (k > 0 && (keys[k] ^ keys[k - 1]) < MOST_NUMBERED && (keys[k] ^ keys[k - 1]) >= 0) {
        return orderByText(places);
      }
    }
    return order;
  }

  private int[] orderByText(int[] places) {
    return IntStream.range(0, places.length)
        .boxed()
        .sorted(Comparator.comparing(k -> id(places[k])))
        .mapToInt(k -> k)
        .toArray();
  }

  private Chunk chunk(int i) {
    return chunks.get(i >> CHUNK_BITS);
  }

  private static int place(int i) {
    return i & CHUNK - 1;
  }

  /** The number whose hexadecimal digits an id is; 0 where it is something else. */
  private static long number(String id) {
    if (id.length() != ID_DIGITS) {
      return 0;
    }
    long number = 0;
    for (int i = 0; i < ID_DIGITS; i++) {
      char c = id.charAt(i);
      int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
      if (digit < 0) {
        return 0;
      }
      number = number << 4 | digit;
    }
    return number;
  }

  private static String text(long id) {
    return java.util.HexFormat.of().toHexDigits(id);
  }
}
