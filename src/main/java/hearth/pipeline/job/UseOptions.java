package hearth.pipeline.job;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What tells which buildings house people, besides their own tags.
 *
 * @param classes table in place of the program's own
 * @param landUse file of land use; empty: taken from the OSM file, where there is one
 * @param censusYear buildings that are newer house nobody; empty: not looked at
 */
public record UseOptions(
    Optional<Path> classes, Optional<String> landUse, Optional<Integer> censusYear) {}
