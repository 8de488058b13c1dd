/**
 * Sharing census figures out over buildings and cells (dasymetric mapping, Wright 1936; Tobler 1979
 * on preserving volume).
 *
 * <p>Comes in: census units and buildings. Goes out: persons per building and per cell. Guaranteed:
 * the shares of a unit sum to its census figure, each exception named; unknown is never zero.
 */
package hearth.population;
