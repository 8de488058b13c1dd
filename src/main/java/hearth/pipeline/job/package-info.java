/**
 * What a job is: one declaration of its keys, read from a file, from flags, or from both.
 *
 * <p>Comes in: YAML and options as text. Goes out: a {@link hearth.pipeline.job.RunConfig}.
 * Guaranteed: a key that is not declared is refused with the nearest one named; paths in a job file
 * are relative to it.
 */
package hearth.pipeline.job;
