/**
 * Sharing census figures out over buildings and cells (dasymetric mapping, Wright 1936; Tobler 1979
 * on preserving volume).
 *
 * <p>Comes in: a census layer ({@link hearth.population.CensusReader}), candidate buildings whose
 * levels and use are told by a table ({@link hearth.population.BuildingUse}), the area that was
 * looked at, and the cells asked for ({@link hearth.population.GridSpec}). Goes out: {@link
 * hearth.population.Allocation}: a result for each unit, persons by building and by cell, and the
 * raster. Guaranteed: the shares of a unit sum to what was allocated of its figure, which is the
 * figure unless {@link hearth.population.UnitResult} says otherwise; unknown is never zero; the
 * order of units and buildings does not matter.
 */
package hearth.population;
