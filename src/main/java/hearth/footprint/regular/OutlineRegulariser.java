package hearth.footprint.regular;

import hearth.footprint.Building;
import hearth.footprint.OutlineOrder;
import hearth.geo.DataIssue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Geometry;

/**
 * Redraws outlines as a mapper would: straight walls, square corners, one wall between two houses.
 *
 * <ol>
 *   <li>Each house gets a main direction, attached houses one for their block ({@link
 *       BlockDirections}).
 *   <li>Its walls are those that explain the raw outline at the least cost ({@link WallFitter}): in
 *       the main directions, at 45 degrees to them, straight in another direction, or kept as they
 *       were where none explains them. A round house becomes a circle ({@link RoundOutline}).
 *   <li>Walls of attached houses that stand back to back become one ({@link SharedWalls}).
 *   <li>The gate: what has an IoU with the raw outline below {@link RegularOptions#leastIou}, or
 *       differs in area by more than {@link RegularOptions#mostAreaChange}, is tried again with
 *       more walls, then with its own walls alone, and else stays raw.
 *   <li>Ground that two claim goes to the building with more {@link
 *       hearth.footprint.Evidence#strength} ({@link GroundShares}), and what touches shares its
 *       vertices ({@link CoverageNoder}).
 * </ol>
 *
 * <p>Guaranteed: outlines are valid; no two share ground; blocks of attached houses are valid
 * coverages as JTS's {@code CoverageValidator} defines it. The order of the buildings plays no
 * part.
 *
 * <p>Immutable; may be shared by threads.
 */
public final class OutlineRegulariser {
  /** Rounds in which walls of houses that no longer fit their mask are put back. */
  private static final int MOST_ROUNDS = 5;

  private final RegularOptions options;
  private final Gate gate;

  public OutlineRegulariser(RegularOptions options) {
    this.options = Objects.requireNonNull(options, "options");
    this.gate = new Gate(options.leastIou(), options.mostAreaChange());
  }

  /** A house with the walls that were chosen for it; without walls it stays raw. */
  private record Drawn(Optional<OutlineWalls> walls, Optional<Geometry> shape) {
    static final Drawn RAW = new Drawn(Optional.empty(), Optional.empty());
  }

  /**
   * The buildings with their outlines redrawn, in the same order; ids and all else stay. The order
   * plays no part.
   *
   * @param buildings outlines valid, in the run's metric system; no two share more than a small
   *     part of the smaller, as after the seam merge
   * @param issues told of outlines that had to be repaired ({@code outline-repaired})
   */
  public List<Building> regularise(List<Building> buildings, Consumer<DataIssue> issues) {
    List<Integer> betterFirst = new ArrayList<>();
    for (int i = 0; i < buildings.size(); i++) {
      betterFirst.add(i);
    }
    betterFirst.sort(
        Comparator.comparingDouble((Integer i) -> -buildings.get(i).evidence().strength())
            .thenComparing(i -> buildings.get(i).outline(), OutlineOrder.INSTANCE));
    List<Geometry> redrawn =
        redraw(betterFirst.stream().map(i -> buildings.get(i).outline()).toList(), issues);
    List<Building> result = new ArrayList<>(buildings);
    for (int rank = 0; rank < redrawn.size(); rank++) {
      int i = betterFirst.get(rank);
      result.set(i, buildings.get(i).withOutline(redrawn.get(rank)));
    }
    return result;
  }

  /**
   * One outline redrawn by itself.
   *
   * @param raw valid polygon or multipolygon in a system whose unit is the same in all directions
   * @param issues told of an outline that had to be repaired ({@code outline-repaired})
   * @return {@code raw} itself where nothing that was drawn stays near enough to it
   */
  public Geometry redraw(Geometry raw, Consumer<DataIssue> issues) {
    return redraw(List.of(raw), issues).get(0);
  }

  /**
   * Outlines redrawn, in the same order.
   *
   * @param raw valid polygons and multipolygons in a metric system, those with the better claim to
   *     the ground first
   */
  private List<Geometry> redraw(List<Geometry> raw, Consumer<DataIssue> issues) {
    List<House> houses = raw.stream().map(outline -> new House(outline, options)).toList();
    List<List<Integer>> attached = Neighbours.within(raw, options.wallGapMetres());
    double[] theta = BlockDirections.of(houses, attached, options);
    List<Drawn> own = new ArrayList<>();
    for (int i = 0; i < raw.size(); i++) {
      own.add(draw(houses.get(i), theta[i], raw.get(i)));
    }
    List<Optional<Geometry>> shared = shareWalls(raw, own, attached, houses);
    List<List<Geometry>> versions = new ArrayList<>();
    for (int i = 0; i < raw.size(); i++) {
      List<Geometry> ofHouse = new ArrayList<>();
      shared.get(i).ifPresent(ofHouse::add);
      own.get(i).shape().ifPresent(ofHouse::add);
      ofHouse.add(raw.get(i));
      versions.add(ofHouse);
    }
    return CoverageNoder.nodeBlocks(GroundShares.of(versions, gate), issues);
  }

  /** The walls of a house in its block's direction, else in its own; the fewest that will do. */
  private Drawn draw(House house, double theta, Geometry raw) {
    if (house.isTooLarge()) {
      return Drawn.RAW;
    }
    Optional<Geometry> round = RoundOutline.of(raw, options.detailMetres());
    if (round.isPresent() && gate.passes(round.get(), raw)) {
      return new Drawn(Optional.empty(), round);
    }
    for (double direction : new double[] {theta, house.theta()}) {
      for (double share : new double[] {1, 0.5, 0.25}) {
        Optional<OutlineWalls> walls = house.walls(direction, share);
        Optional<Geometry> shape = walls.flatMap(w -> w.shape(raw.getFactory()));
        if (shape.isPresent() && gate.passes(shape.get(), raw)) {
          return new Drawn(walls, shape);
        }
      }
    }
    return Drawn.RAW;
  }

  private List<Optional<Geometry>> shareWalls(
      List<Geometry> raw, List<Drawn> own, List<List<Integer>> attached, List<House> houses) {
    boolean[] fixed = new boolean[raw.size()];
    double[] clarity = houses.stream().mapToDouble(House::clarity).toArray();
    List<Optional<OutlineWalls>> walls = own.stream().map(Drawn::walls).toList();
    List<Optional<Geometry>> shapes = new ArrayList<>();
    boolean again = true;
    for (int round = 0; again && round < MOST_ROUNDS; round++) {
      again = false;
      shapes.clear();
      List<Optional<OutlineWalls>> shared =
          SharedWalls.of(walls, attached, fixed, clarity, options);
      for (int i = 0; i < raw.size(); i++) {
        Geometry outline = raw.get(i);
        Optional<Geometry> shape =
            shared
                .get(i)
                .flatMap(w -> w.shape(outline.getFactory()))
                .filter(s -> gate.passes(s, outline));
        if (shape.isEmpty() && walls.get(i).isPresent() && !fixed[i]) {
          fixed[i] = true;
          again = true;
        }
        shapes.add(shape);
      }
    }
    return shapes;
  }
}
