/**
 * Grids, tiles, coordinate reference systems and geodesic measures.
 *
 * <p>Comes in: numbers and codes. Goes out: values without pixels or files behind them. Guaranteed:
 * x before y everywhere, whatever the order of axes an authority gives; every value is immutable
 * and may be shared between threads.
 */
package hearth.geo;
