package hearth.store;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** Kinds of database errors, by SQLSTATE (PostgreSQL manual, appendix A). */
enum SqlFault {
  UNREACHABLE(true, "Check that the server runs and that host and port are right."),
  RESTARTING(true, "Try again when the server accepts connections."),
  TOO_MANY_CONNECTIONS(true, "Use fewer --workers, or raise max_connections of the server."),
  CONFLICT(true, "Try again."),
  FULL(false, "Make room on the server's disk, then run the same command again."),
  NO_RIGHTS(false, "Ask the owner of the database for the rights, or use another user."),
  OTHER(false, "See the server's log for what it was doing.");

  private final boolean mayPass;
  private final String remedy;

  SqlFault(boolean mayPass, String remedy) {
    this.mayPass = mayPass;
    this.remedy = remedy;
  }

  static SqlFault of(SQLException e) {
    if (e instanceof SQLTransientConnectionException) {
      // The pool found no connection in its time; what stood in the way is the cause.
      return e.getCause() instanceof SQLException cause && of(cause) != OTHER
          ? of(cause)
          : UNREACHABLE;
    }
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    if (state.startsWith("08")) {
      return UNREACHABLE;
    }
    return switch (state) {
      case "57P01", "57P02", "57P03" -> RESTARTING;
      case "53300" -> TOO_MANY_CONNECTIONS;
      case "40001", "40P01" -> CONFLICT;
      case "53100" -> FULL;
      case "42501" -> NO_RIGHTS;
      default -> OTHER;
    };
  }

  boolean mayPass() {
    return mayPass;
  }

  String remedy() {
    return remedy;
  }

  /** The error's first line, with its SQLSTATE. */
  String describe(SQLException e) {
    String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return "%s (SQLSTATE %s)".formatted(first.replaceFirst("^(?i)error: ", ""), e.getSQLState());
  }
}
