package hearth.population;

import java.util.List;

/** Where each person went. */
public final class Allocation {
  Allocation() {}

  /** One result for each census unit, sorted by id. */
  public List<UnitResult> units() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Persons by unit and building, sorted by unit id, then building id. */
  public Iterable<BuildingShare> buildingShares() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Persons by unit and cell, sorted by unit id, then row, then column. */
  public Iterable<CellShare> cellShares() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** The raster. */
  public DensityGrid density() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Persons shared out, over all units. */
  public double persons() {
    throw new UnsupportedOperationException("not built yet");
  }
}
