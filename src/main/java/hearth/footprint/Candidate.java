package hearth.footprint;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.locationtech.jts.geom.Geometry;

/**
 * An outline on its way through the seam merge.
 *
 * @param outline what is known of the house so far
 * @param evidence scores of the detection that says most
 * @param anchor where it is: of a united outline the first of its parts' anchors
 * @param complete whether all of the house is there: seen whole by one tile, or united from parts
 * @param tile the tile of a single detection; for a united outline that of the largest part
 * @param tiles names of all tiles that saw the house; grows while duplicates are taken in
 */
record Candidate(
    Geometry outline,
    Evidence evidence,
    Anchor anchor,
    boolean complete,
    TileRef tile,
    TreeSet<String> tiles) {

  /** Place of a tile in its lattice, row by row. */
  record TileRef(int column, int row) implements Comparable<TileRef> {
    private static final Comparator<TileRef> ORDER =
        Comparator.comparingInt(TileRef::row).thenComparingInt(TileRef::column);

    @Override
    public int compareTo(TileRef other) {
      return ORDER.compare(this, other);
    }

    String name() {
      return column + "/" + row;
    }
  }

  /**
   * The better first: complete before cut, then by {@link Evidence#strength}, then by {@link
   * OutlineOrder}, then by tile and the single scores, which makes the order total.
   */
  static final Comparator<Candidate> BETTER_FIRST =
      Comparator.comparing(Candidate::complete)
          .thenComparingDouble(c -> c.evidence().strength())
          .reversed()
          .thenComparing(Candidate::outline, OutlineOrder.INSTANCE)
          .thenComparing(Candidate::tile)
          .thenComparingDouble(c -> c.evidence().score())
          .thenComparingDouble(c -> c.evidence().predictedIou())
          .thenComparingDouble(c -> c.evidence().stability())
          .thenComparing(c -> c.evidence().label());

  static Candidate of(Detection d) {
    TileRef tile = new TileRef(d.tileColumn(), d.tileRow());
    TreeSet<String> tiles = new TreeSet<>();
    tiles.add(tile.name());
    Evidence evidence = d.evidence().labelled(d.nameGiven());
    return new Candidate(d.outline(), evidence, d.anchor(), !d.cut(), tile, tiles);
  }

  Candidate withOutline(Geometry newOutline) {
    return new Candidate(newOutline, evidence, anchor, complete, tile, tiles);
  }

  /** Notes that another candidate turned out to be the same house. */
  void takeIn(Candidate same) {
    tiles.addAll(same.tiles);
  }

  Building toBuilding() {
    return Building.detected(outline.norm(), evidence, List.copyOf(tiles))
        .withId(BuildingId.of(anchor));
  }
}
