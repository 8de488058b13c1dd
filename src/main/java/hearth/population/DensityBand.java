package hearth.population;

import hearth.raster.RasterBand;

/** The bands of a density grid, in the order in which they are stored. */
public enum DensityBand {
  /** Persons in the cell. */
  PERSONS("persons"),
  /** Persons per km² of the cell's geodesic area. */
  PERSONS_PER_KM2("persons_per_km2"),
  /**
   * Buildings in the cell: each building adds the share of its area that lies in the cell, so that
   * the cells sum to the number of buildings.
   */
  BUILDINGS("buildings"),
  /** Share of the cell that is covered by buildings, 0..1. */
  BUILT_FRACTION("built_fraction"),
  /** Persons that the cell has at least: the lower end of its interval. */
  LOW("low"),
  /** Persons that the cell has as likely more as less. */
  MEDIAN("median"),
  /** Persons that the cell has at most: the upper end of its interval. */
  HIGH("high");

  private final String code;

  DensityBand(String code) {
    this.code = code;
  }

  /** How a coarser level takes it from a finer one: counts are summed, densities averaged. */
  public RasterBand.Overview overview() {
    return this == PERSONS_PER_KM2 || this == BUILT_FRACTION
        ? RasterBand.Overview.MEAN
        : RasterBand.Overview.SUM;
  }

  /** Name of the band in files and in the database. */
  public String code() {
    return code;
  }

  /** Whether it tells of people, and so is nodata where a figure is not known. */
  boolean isOfPeople() {
    return this != BUILDINGS && this != BUILT_FRACTION;
  }
}
