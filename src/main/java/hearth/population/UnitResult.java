package hearth.population;

import java.util.List;
import java.util.Objects;

/**
 * What became of one census unit.
 *
 * @param id the unit's id
 * @param census its figure; NaN when it is not known
 * @param allocated persons that were shared out: the stored shares of the unit sum to this. It is
 *     the figure, the figure scaled by {@code coveredShare}, or 0 when nothing was allocated
 * @param rule how they were shared out
 * @param coveredShare share of the unit's area that was looked at, 0..1
 * @param cells cells that got a share
 * @param buildings buildings that got a share
 * @param groups persons of each group of the census that were shared out; NaN where the group's
 *     figure is not known
 */
public record UnitResult(
    String id,
    double census,
    double allocated,
    AllocationRule rule,
    double coveredShare,
    int cells,
    int buildings,
    List<Double> groups) {
  public UnitResult {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(rule, "rule");
    groups = List.copyOf(groups);
  }

  /** Of a census without groups. */
  public UnitResult(
      String id,
      double census,
      double allocated,
      AllocationRule rule,
      double coveredShare,
      int cells,
      int buildings) {
    this(id, census, allocated, rule, coveredShare, cells, buildings, List.of());
  }
}
