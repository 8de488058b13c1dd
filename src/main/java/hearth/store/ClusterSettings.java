package hearth.store;

import hearth.geo.InputException;
import hearth.store.ServerAccount.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;

/** The private server's settings, written at each start. */
final class ClusterSettings {
  private static final String OURS = "hearth.conf";

  /** {@code sun_path} holds 108 bytes with its end, and the server adds the socket's own name. */
  private static final int LONGEST_SOCKET_FOLDER = 107 - "/.s.PGSQL.65535".length();

  /** Below the range from which Linux takes ports for outgoing connections. */
  private static final int FIRST_PORT = 15_000;

  private static final int PORTS = 17_000;
  private static final int PORT_TRIES = 200;

  private ClusterSettings() {}

  /** Makes a fresh cluster read our settings after its own. */
  static void includeOurs(ServerAccount account, Path data) {
    Outcome o =
        account.run(
            List.of(
                "/bin/sh", "-c", "cat >>\"$1\"", "sh", data.resolve("postgresql.conf").toString()),
            "\ninclude_if_exists = '" + OURS + "'\n",
            30);
    if (!o.ok()) {
      throw new InputException(
          "cannot write to " + data + ": " + o.output().strip(), "Make room on its disk.");
    }
  }

  static void write(ServerAccount account, ClusterFolders folders, int port) {
    String socket = socketFolder(account, folders);
    account.write(
        folders.data().resolve(OURS),
        """
        # Written by hearth at each start of the server.
        listen_addresses = '127.0.0.1'
        port = %d
        unix_socket_directories = '%s'
        unix_socket_permissions = 0700
        password_encryption = 'scram-sha-256'
        max_connections = 100
        shared_buffers = 128MB
        work_mem = 32MB
        maintenance_work_mem = 128MB
        # No replicas: COPY into a table made in the same transaction skips the log.
        wal_level = minimal
        max_wal_senders = 0
        max_wal_size = 2GB
        random_page_cost = 1.1
        # Compiling costs more than it saves in queries of milliseconds.
        jit = off
        timezone = 'UTC'
        log_timezone = 'UTC'
        logging_collector = off
        log_line_prefix = '%%m [%%p] '
        """
            .formatted(port, socket));
  }

  /** The kept port if it is free, else another one. */
  static int freePort(OptionalInt kept) {
    if (kept.isPresent() && isFree(kept.getAsInt())) {
      return kept.getAsInt();
    }
    Random random = new SecureRandom();
    for (int i = 0; i < PORT_TRIES; i++) {
      int port = FIRST_PORT + random.nextInt(PORTS);
      if (isFree(port)) {
        return port;
      }
    }
    throw new InputException(
        "no free port on 127.0.0.1 for the private database",
        "Close programs that listen, or name another server by --db or HEARTH_DB.");
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  /**
   * The folder for the socket. A path too long for a socket gets a short private folder, made anew
   * at each start, with a name that nobody can have prepared.
   */
  private static String socketFolder(ServerAccount account, ClusterFolders folders) {
    Path usual = folders.socket();
    int length = usual.toString().getBytes(StandardCharsets.UTF_8).length;
    // A comma or a quote would need quoting of its own inside the setting.
    if (length <= LONGEST_SOCKET_FOLDER && usual.toString().matches("[^,'\"\\\\]*")) {
      account.makeFolder(usual);
      return usual.toString();
    }
    Outcome made =
        account.run(List.of("/usr/bin/mktemp", "-d", "/tmp/hearth-db-XXXXXXXXXX"), "", 30);
    if (!made.ok()) {
      throw new InputException(
          "cannot make a folder in /tmp for the database's socket: " + made.output().strip(),
          "Make room in /tmp, or set HEARTH_HOME to a folder with a shorter path.");
    }
    dropSocketFolder(account, folders);
    String folder = made.output().strip();
    ClusterFolders.writePrivate(folders.shortSocket(), folder + "\n");
    return folder;
  }

  /** Removes the short folder of an earlier start, if there was one. */
  static void dropSocketFolder(ServerAccount account, ClusterFolders folders) {
    ClusterFolders.readLine(folders.shortSocket())
        .filter(f -> f.matches("/tmp/hearth-db-\\w{10}"))
        .ifPresent(f -> account.run(List.of("/bin/rm", "-rf", f), "", 30));
  }
}
