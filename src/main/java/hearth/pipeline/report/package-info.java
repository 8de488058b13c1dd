/**
 * What a person and a program read about a run: figures as JSON, a page, and a map picture.
 *
 * <p>Comes in: a {@link hearth.pipeline.report.RunReport}, outlines and rasters already worked out.
 * Goes out: {@code report.json}, {@code report.html}, {@code map.png}. Guaranteed: names from files
 * are escaped; unknown figures are {@code null} or a dash, never zero or NaN; the page asks nothing
 * of the network; a machine without fonts gets a picture without text, not an error.
 */
package hearth.pipeline.report;
