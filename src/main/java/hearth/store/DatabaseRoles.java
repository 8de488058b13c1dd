package hearth.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes on the roles of {@link DatabaseRole} on any server. Where they are missing they are made if
 * the login may; where it may not, everything runs as the login itself, and a warning says what the
 * administrator would have to do.
 */
final class DatabaseRoles {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseRoles.class);

  /** Whether the login may act as the owner, and the owner has or can make the schema. */
  private static final String CAN_OWN =
      """
      SELECT CASE
        WHEN to_regrole('hearth_owner') IS NULL
          OR NOT pg_has_role(to_regrole('hearth_owner'), 'MEMBER') THEN false
        WHEN to_regnamespace('hearth') IS NULL
          THEN has_database_privilege('hearth_owner', current_database(), 'CREATE')
        ELSE EXISTS (
          SELECT FROM pg_namespace
          WHERE nspname = 'hearth' AND nspowner = to_regrole('hearth_owner'))
      END
      """;

  /** Whether the login may act as the writer, and the writer has its rights. */
  private static final String CAN_WRITE =
      """
      SELECT CASE WHEN to_regrole('hearth_writer') IS NULL THEN false
        ELSE pg_has_role(to_regrole('hearth_writer'), 'MEMBER')
          AND has_schema_privilege('hearth_writer', 'hearth', 'USAGE') END
      """;

  private static final String MAKE =
      """
      DO $$
      DECLARE
        role text;
      BEGIN
        FOREACH role IN ARRAY ARRAY['hearth_owner', 'hearth_writer', 'hearth_reader'] LOOP
          IF to_regrole(role) IS NULL THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', role);
            EXECUTE format('GRANT %I TO CURRENT_USER', role);
          END IF;
        END LOOP;
        EXECUTE format('GRANT CREATE ON DATABASE %I TO hearth_owner', current_database());
      END
      $$
      """;

  private DatabaseRoles() {}

  /**
   * Acts as the owner from here on, where that is possible.
   *
   * @return the role that every connection which changes the schema must take; empty for none
   */
  static Optional<DatabaseRole> takeOwner(Connection c) throws SQLException {
    boolean fresh = isTrue(c, "SELECT to_regnamespace('hearth') IS NULL");
    if (fresh
        && isTrue(
            c,
            "SELECT to_regrole('hearth_owner') IS NULL AND (rolcreaterole OR rolsuper)"
                + " FROM pg_roles WHERE rolname = current_user")) {
      make(c);
    }
    if (isTrue(c, CAN_OWN)) {
      return take(c, DatabaseRole.OWNER);
    }
    if (fresh) {
      String login = Database.text(c, "SELECT quote_ident(current_user)");
      LOG.warn(
          "everything runs as {}: it may not act as hearth_owner, or that role may not make the"
              + " schema. For separate rights ask the administrator for: CREATE ROLE hearth_owner;"
              + " CREATE ROLE hearth_writer; CREATE ROLE hearth_reader; GRANT hearth_owner,"
              + " hearth_writer TO {}; GRANT CREATE ON DATABASE {} TO hearth_owner;",
          login,
          login,
          Database.text(c, "SELECT quote_ident(current_database())"));
    }
    return Optional.empty();
  }

  /** As {@link #takeOwner}, for those that read and write. */
  static Optional<DatabaseRole> takeWriter(Connection c) throws SQLException {
    return isTrue(c, CAN_WRITE) ? take(c, DatabaseRole.WRITER) : Optional.empty();
  }

  private static void make(Connection c) throws SQLException {
    try (Statement s = c.createStatement()) {
      s.execute(MAKE);
    } catch (SQLException e) {
      // All or nothing of it; without the roles the login itself will do.
      LOG.debug("roles not made", e);
    }
  }

  private static Optional<DatabaseRole> take(Connection c, DatabaseRole role) throws SQLException {
    try (Statement s = c.createStatement()) {
      s.execute("SET ROLE " + role.code());
      return Optional.of(role);
    } catch (SQLException e) {
      if (SqlFault.of(e) == SqlFault.NO_RIGHTS) {
        // From PostgreSQL 16 on a member may have been denied the role itself.
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Gives the roles what is theirs, where something is missing: the schema was migrated, or the
   * roles were made after it.
   *
   * @param c a connection of whoever owns the schema
   */
  static void grant(Connection c, boolean migrated) throws SQLException {
    boolean missing =
        isTrue(
            c,
            "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname IN ('hearth_writer',"
                + " 'hearth_reader') AND NOT has_schema_privilege(oid, 'hearth', 'USAGE'))");
    boolean mayGrant =
        isTrue(
            c, "SELECT pg_has_role(nspowner, 'USAGE') FROM pg_namespace WHERE nspname = 'hearth'");
    if (mayGrant && (migrated || missing)) {
      Database.text(c, "SELECT hearth.grant_rights()");
    }
  }

  private static boolean isTrue(Connection c, String query) throws SQLException {
    return "t".equals(Database.text(c, query));
  }
}
