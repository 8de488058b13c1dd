package hearth.store;

/**
 * What a login may do in the schema {@code hearth}; each is a role of the server by the same name.
 * Nothing needs a superuser once they and PostGIS are there.
 */
public enum DatabaseRole {
  /** Owns the schema and everything in it; migrations run as it. */
  OWNER("hearth_owner"),

  /** Writes runs and deletes them, and cannot change the schema; the engine runs as it. */
  WRITER("hearth_writer"),

  /** Reads tables and views and asks the functions. */
  READER("hearth_reader");

  private final String code;

  DatabaseRole(String code) {
    this.code = code;
  }

  /** Name of the role on the server. */
  public String code() {
    return code;
  }
}
