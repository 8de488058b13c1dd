package hearth.raster.vector;

/** Type of an attribute. */
public enum FieldType {
  /** String; dates and lists are read as text. */
  STRING,
  /** Long. */
  INTEGER,
  /** Double. */
  REAL,
  /** Boolean. */
  BOOLEAN
}
