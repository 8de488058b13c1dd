package hearth.population;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Units shared out by a crew; results come in the order in which units were given. */
final class UnitWork {
  private final List<UnitAllocator> allocators = new ArrayList<>();
  private final Crew crew;

  /**
   * What is to be done for one unit.
   *
   * @param unit its place in the list
   * @param task what is to be shared out; null for nothing
   * @param nothing the result where there is nothing to share out, else null
   */
  record Order(int unit, UnitAllocator.Task task, UnitAllocator.Shared nothing) {
    static Order share(int unit, UnitAllocator.Task task) {
      return new Order(unit, task, null);
    }

    static Order nothing(int unit, CensusUnit census, AllocationRule rule, double covered) {
      UnitShares shares = UnitShares.none(census, rule, covered);
      return new Order(unit, null, UnitAllocator.Shared.certain(shares));
    }
  }

  /**
   * What came of it.
   *
   * @param buildings of the unit by cell, see {@link PlacedParts}
   * @param offGrid buildings of the unit that lie off the grid
   */
  record Done(Order order, UnitAllocator.Shared shared, CellSums buildings, int offGrid) {}

  /**
   * @param allocators makes what one thread works with
   */
  UnitWork(Supplier<UnitAllocator> allocators, Crew crew) {
    this.crew = crew;
    for (int i = 0; i < crew.size(); i++) {
      this.allocators.add(allocators.get());
    }
  }

  List<Done> run(List<Order> orders) {
    Done[] done = new Done[orders.size()];
    AtomicInteger next = new AtomicInteger();
    crew.run(
        allocators.stream()
            .map(allocator -> (Runnable) () -> work(allocator, orders, next, done))
            .toList());
    return Arrays.asList(done);
  }

  private static void work(
      UnitAllocator allocator, List<Order> orders, AtomicInteger next, Done[] done) {
    for (int i = next.getAndIncrement(); i < done.length; i = next.getAndIncrement()) {
      Order order = orders.get(i);
      PlacedParts placed = allocator.place(order.unit());
      UnitAllocator.Shared shared =
          order.task() == null ? order.nothing() : allocator.allocate(order.task());
      done[i] = new Done(order, shared, placed.sums, placed.offGrid);
    }
  }
}
