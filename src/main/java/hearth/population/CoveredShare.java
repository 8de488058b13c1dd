package hearth.population;

import hearth.geo.Crs;
import hearth.raster.FloatRaster;
import hearth.zonal.Reprojection;
import hearth.zonal.ZonalSum;
import org.locationtech.jts.geom.Geometry;

/** What share of a unit's persons falls to a part of it. */
@FunctionalInterface
public interface CoveredShare {
  /** By area: persons are taken to be spread evenly. */
  CoveredShare BY_AREA = (unit, part) -> Math.min(1, part.getArea() / unit.area().getArea());

  /**
   * The share.
   *
   * @param part part of the unit's area
   * @return 0..1; NaN where it cannot be told
   */
  double of(CensusUnit unit, Geometry part);

  /**
   * By the persons of a coarser raster, for instance of WorldPop or GHS-POP: the share of the
   * raster's sum over the unit that lies in the part.
   *
   * @param raster persons per cell; read while the result is used
   * @param crs reference system of the units
   */
  static CoveredShare byRaster(FloatRaster raster, Crs crs) {
    ZonalSum sum = new ZonalSum(raster.grid(), window -> raster.read(window).values());
    Reprojection toRaster = new Reprojection(crs, raster.grid().crs());
    return (unit, part) -> {
      double whole = sum.of(toRaster.apply(unit.area()));
      double inPart = sum.of(toRaster.apply(part));
      return whole > 0 ? Math.min(1, (Double.isNaN(inPart) ? 0 : inPart) / whole) : Double.NaN;
    };
  }
}
