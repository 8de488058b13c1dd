/**
 * The job from imagery to density: job file, tiles, workers, report.
 *
 * <p>Comes in: a job. Goes out: a finished run, its files and its report. Guaranteed: the result
 * does not depend on the number of workers; a failed tile is named, never a silent hole; memory is
 * bounded by workers and tile size.
 */
package hearth.pipeline;
