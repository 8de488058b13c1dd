package hearth.pipeline.job;

import java.nio.file.Path;

/**
 * Where encoded tiles are kept.
 *
 * @param folder made where it is not there
 * @param mostBytes of all of them; those that were not used for longest go
 */
public record EmbeddingCacheOptions(Path folder, long mostBytes) {}
