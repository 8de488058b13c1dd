package hearth.raster;

/** What is made of large areas of one constant colour that no file declares as nodata. */
public enum BlankPolicy {
  /**
   * Connected areas of at least 400 m² that are 0, or the type's maximum, in all bands were not
   * imaged.
   */
  DETECT,
  /** They are taken as imagery. */
  KEEP
}
