package hearth.raster.vector;

import org.gdal.ogr.FieldDefn;
import org.gdal.ogr.ogrConstants;

/** Type of an attribute. */
public enum FieldType {
  /** String; dates, lists and binary values are read as OGR's text for them. */
  STRING(ogrConstants.OFTString),
  /** Long. */
  INTEGER(ogrConstants.OFTInteger64),
  /** Double. */
  REAL(ogrConstants.OFTReal),
  /** Boolean. */
  BOOLEAN(ogrConstants.OFTInteger),
  /** For writing: String, such as {@code 2000-01-01T00:00:00Z}. Read, it is a {@link #STRING}. */
  DATE_TIME(ogrConstants.OFTDateTime);

  private final int ogr;

  FieldType(int ogr) {
    this.ogr = ogr;
  }

  static FieldType of(FieldDefn field) {
    int type = field.GetFieldType();
    if (type == ogrConstants.OFTInteger || type == ogrConstants.OFTInteger64) {
      return field.GetSubType() == ogrConstants.OFSTBoolean ? BOOLEAN : INTEGER;
    }
    return type == ogrConstants.OFTReal ? REAL : STRING;
  }

  /** For OGR; the caller deletes it. */
  FieldDefn define(String name) {
    FieldDefn field = new FieldDefn(name, ogr);
    if (this == BOOLEAN) {
      field.SetSubType(ogrConstants.OFSTBoolean);
    }
    return field;
  }
}
