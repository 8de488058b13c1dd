package hearth.zonal;

import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.InputException;
import hearth.raster.FloatBlocks;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.descriptive.moment.Mean;

/** Compares a raster of persons with areas whose population is known. */
public final class PopulationAccuracy {
  private PopulationAccuracy() {}

  /**
   * Scores a raster.
   *
   * <p>An area in which the raster has no value at all counts as estimated with nobody: who looks
   * at a map does not find its people either. Areas without a truth are left out. The formulas are
   * in {@link PopulationScores}.
   *
   * @param grid of the raster
   * @param persons persons per cell; NaN is nodata
   * @param truth areas, which should not overlap
   * @param truthCrs reference system of the areas
   * @throws InputException when no area has a truth, or all of them lie outside the raster
   */
  public static PopulationScores evaluate(
      Grid grid, FloatBlocks persons, List<TruthArea> truth, Crs truthCrs) {
    Reprojection toGrid = new Reprojection(truthCrs, grid.crs());
    ZonalSum zonal = new ZonalSum(grid, persons);
    List<PopulationScores.AreaError> areas = new ArrayList<>();
    boolean met = false;
    for (TruthArea area : truth) {
      if (!Double.isNaN(area.persons())) {
        double estimate = zonal.of(toGrid.apply(area.area()));
        met |= !Double.isNaN(estimate);
        areas.add(new PopulationScores.AreaError(area.id(), area.persons(), estimate));
      }
    }
    if (areas.isEmpty()) {
      throw new InputException(
          "no area of the truth has a figure", "Give another layer or population field.");
    }
    if (!met) {
      throw new InputException(
          "the population raster has no value in any area of the truth",
          "Check that both belong to the same place, and their reference systems.");
    }
    return score(areas);
  }

  /** The figures for pairs of truth and estimate. */
  static PopulationScores score(List<PopulationScores.AreaError> areas) {
    int n = areas.size();
    double[] truth = new double[n];
    double[] estimate = new double[n];
    Mean mae = new Mean();
    Mean mse = new Mean();
    Mean bias = new Mean();
    Mean mape = new Mean();
    double truthSum = 0;
    double estimateSum = 0;
    double absoluteSum = 0;
    for (int i = 0; i < n; i++) {
      truth[i] = areas.get(i).truth();
      estimate[i] = Double.isNaN(areas.get(i).estimate()) ? 0 : areas.get(i).estimate();
      double error = estimate[i] - truth[i];
      mae.increment(Math.abs(error));
      mse.increment(error * error);
      bias.increment(error);
      if (truth[i] > 0) {
        mape.increment(100 * Math.abs(error) / truth[i]);
      }
      absoluteSum += Math.abs(error);
      truthSum += truth[i];
      estimateSum += estimate[i];
    }
    double r = n < 2 ? Double.NaN : new PearsonsCorrelation().correlation(truth, estimate);
    return new PopulationScores(
        n,
        mae.getResult(),
        Math.sqrt(mse.getResult()),
        mape.getResult(),
        absoluteSum / truthSum,
        bias.getResult(),
        r * r,
        truthSum,
        estimateSum,
        areas);
  }
}
