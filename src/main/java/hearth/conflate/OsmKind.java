package hearth.conflate;

/** The three kinds of elements of OpenStreetMap. */
enum OsmKind {
  NODE,
  WAY,
  RELATION
}
