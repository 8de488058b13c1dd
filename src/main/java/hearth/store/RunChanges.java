package hearth.store;

import hearth.footprint.Building;
import hearth.geo.Crs;
import hearth.raster.vector.Feature;
import hearth.raster.vector.FieldType;
import hearth.raster.vector.GeometryType;
import hearth.raster.vector.VectorField;
import hearth.raster.vector.VectorWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What differs between the merged buildings of two runs, by their stable ids: added, removed, or
 * changed in outline, status, height, levels, use or population. A detection that is drawn anew has
 * another id, and is one removed and one added.
 *
 * <p>Both runs are read side by side in the order of ids, so that memory does not grow with them.
 */
public final class RunChanges {
  /** Layer that is written. */
  public static final String LAYER = "changes";

  private static final Logger LOG = LoggerFactory.getLogger(RunChanges.class);

  /** Degrees, a tenth of a millimetre: what storing and reading may move a corner by. */
  private static final double SAME_PLACE = 1e-9;

  /** Relative: persons are sums of many shares. */
  private static final double SAME_FIGURE = 1e-9;

  private static final List<VectorField> FIELDS =
      List.of(
          new VectorField("id", FieldType.STRING),
          new VectorField("change", FieldType.STRING),
          new VectorField("what", FieldType.STRING),
          new VectorField("source", FieldType.STRING),
          new VectorField("osm_id", FieldType.STRING),
          new VectorField("status_before", FieldType.STRING),
          new VectorField("status_after", FieldType.STRING),
          new VectorField("area_m2_before", FieldType.REAL),
          new VectorField("area_m2_after", FieldType.REAL),
          new VectorField("height_m_before", FieldType.REAL),
          new VectorField("height_m_after", FieldType.REAL),
          new VectorField("population_before", FieldType.REAL),
          new VectorField("population_after", FieldType.REAL));

  private final RunStore store;

  public RunChanges(RunStore store) {
    this.store = store;
  }

  /**
   * How many there are.
   *
   * @param added only in the later run
   * @param removed only in the earlier run
   * @param changed in both, and not the same
   * @param unchanged in both, and the same
   */
  public record Counts(long added, long removed, long changed, long unchanged) {}

  /**
   * Writes the differences as a layer, sorted by id: the later outline, of removed ones the
   * earlier.
   *
   * @param file a vector file, told by its extension
   */
  public Counts write(RunInfo earlier, RunInfo later, Path file) {
    return store
        .database()
        .transaction(
            "comparing " + earlier.id() + " and " + later.id(),
            c -> {
              try (Cursor<StoredBuilding> before = RunStore.reader(c, earlier).buildings();
                  Cursor<StoredBuilding> after = RunStore.reader(c, later).buildings();
                  VectorWriter writer =
                      VectorWriter.create(
                          file, i -> LOG.warn("{}: {} ({})", i.where(), i.detail(), i.code()))) {
                SideBySide rows = new SideBySide(before, after);
                writer.addLayer(LAYER, Crs.WGS84, FIELDS, GeometryType.MULTIPOLYGON, rows);
                writer.commit();
                return new Counts(
                    rows.count("added"),
                    rows.count("removed"),
                    rows.count("changed"),
                    rows.unchanged);
              }
            });
  }

  /** Merges two sequences of rows that are sorted by id. */
  private static final class SideBySide implements Iterator<Feature> {
    private final Merged before;
    private final Merged after;
    private final Map<String, Long> counts = new TreeMap<>();
    private long unchanged;
    private Feature next;

    SideBySide(Iterator<StoredBuilding> before, Iterator<StoredBuilding> after) {
      this.before = new Merged(before);
      this.after = new Merged(after);
    }

    long count(String change) {
      return counts.getOrDefault(change, 0L);
    }

    @Override
    public boolean hasNext() {
      while (next == null && (before.row != null || after.row != null)) {
        int order =
            before.row == null
                ? 1
                : after.row == null
                    ? -1
                    : before.row.building().id().compareTo(after.row.building().id());
        StoredBuilding a = order <= 0 ? before.row : null;
        StoredBuilding b = order >= 0 ? after.row : null;
        if (a != null) {
          before.advance();
        }
        if (b != null) {
          after.advance();
        }
        next = difference(a, b);
      }
      return next != null;
    }

    @Override
    public Feature next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Feature feature = next;
      next = null;
      return feature;
    }

    private Feature difference(StoredBuilding a, StoredBuilding b) {
      String what = a == null || b == null ? "" : String.join(",", changed(a, b));
      if (a != null && b != null && what.isEmpty()) {
        unchanged++;
        return null;
      }
      String change = a == null ? "added" : b == null ? "removed" : "changed";
      counts.merge(change, 1L, Long::sum);
      Building shown = b == null ? a.building() : b.building();
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("id", shown.id());
      row.put("change", change);
      if (!what.isEmpty()) {
        row.put("what", what);
      }
      row.put("source", shown.source().code());
      shown.osm().ifPresent(o -> row.put("osm_id", o.ref()));
      side(row, "before", a);
      side(row, "after", b);
      return Feature.of(b == null ? a.lonLat() : b.lonLat(), row);
    }

    private static void side(Map<String, Object> row, String side, StoredBuilding s) {
      if (s != null) {
        row.put("status_" + side, s.building().status().code());
        row.put("area_m2_" + side, s.areaSquareMetres());
        row.put("height_m_" + side, s.building().heightMetres());
        row.put("population_" + side, s.persons());
      }
    }

    private static List<String> changed(StoredBuilding a, StoredBuilding b) {
      List<String> what = new ArrayList<>();
      if (!a.lonLat().equalsExact(b.lonLat(), SAME_PLACE)) {
        what.add("outline");
      }
      if (a.building().status() != b.building().status()) {
        what.add("status");
      }
      if (differ(a.building().heightMetres(), b.building().heightMetres())) {
        what.add("height_m");
      }
      if (differ(a.building().levels(), b.building().levels())) {
        what.add("levels");
      }
      if (a.building().residential() != b.building().residential()) {
        what.add("residential");
      }
      if (differ(a.persons(), b.persons())) {
        what.add("population");
      }
      return what;
    }

    private static boolean differ(double a, double b) {
      return Double.isNaN(a) != Double.isNaN(b)
          || Math.abs(a - b) > SAME_FIGURE * Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
    }
  }

  /** The rows of the merged view, one ahead. */
  private static final class Merged {
    private final Iterator<StoredBuilding> rows;
    private StoredBuilding row;

    Merged(Iterator<StoredBuilding> rows) {
      this.rows = rows;
      advance();
    }

    void advance() {
      row = null;
      while (row == null && rows.hasNext()) {
        StoredBuilding candidate = rows.next();
        row = candidate.building().status().isMerged() ? candidate : null;
      }
    }
  }
}
