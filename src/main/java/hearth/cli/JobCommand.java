package hearth.cli;

import hearth.pipeline.job.JobKey;
import java.util.Set;

/** A command that takes keys of a job as options. */
interface JobCommand {
  /** The keys it takes. */
  Set<JobKey> jobKeys();
}
