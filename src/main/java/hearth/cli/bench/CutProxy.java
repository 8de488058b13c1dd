package hearth.cli.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Passes TCP connections to a port of 127.0.0.1 on to another one, until they are cut. For one
 * engine at a time: more connections than a few pools need are not taken.
 */
final class CutProxy implements AutoCloseable {
  private static final int MOST_CONNECTIONS = 64;
  private static final int BUFFER = 1 << 14;

  private final ServerSocket listening;
  private final InetAddress here;
  private final int target;
  private final List<Socket> open = new ArrayList<>();
  private long refuseUntil = System.nanoTime();

  private CutProxy(ServerSocket listening, InetAddress here, int target) {
    this.listening = listening;
    this.here = here;
    this.target = target;
  }

  /**
   * Starts one on a free port.
   *
   * @param target port of 127.0.0.1 that connections lead to
   */
  static CutProxy to(int target) throws IOException {
    InetAddress here = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    CutProxy proxy = new CutProxy(new ServerSocket(0, MOST_CONNECTIONS, here), here, target);
    daemon(proxy::accept);
    return proxy;
  }

  int port() {
    return listening.getLocalPort();
  }

  /**
   * Cuts every connection, as a cable that is pulled and an address that is gone would.
   *
   * @param refusedMillis how long new ones are closed at once
   * @return connections that were cut
   */
  synchronized int cut(long refusedMillis) {
    refuseUntil = System.nanoTime() + refusedMillis * 1_000_000;
    int connections = open.size() / 2;
    open.forEach(CutProxy::reset);
    open.clear();
    return connections;
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        join(listening.accept());
      } catch (IOException e) {
        // Closed, or the server is away: the engine finds its connection closed.
        continue;
      }
    }
  }

  private void join(Socket engine) throws IOException {
    Socket server = null;
    synchronized (this) {
      open.removeIf(Socket::isClosed);
      if (System.nanoTime() - refuseUntil >= 0 && open.size() < 2 * MOST_CONNECTIONS) {
        try {
          server = new Socket(here, target);
        } catch (IOException e) {
          reset(engine);
          throw e;
        }
        open.add(engine);
        open.add(server);
      }
    }
    if (server == null) {
      reset(engine);
      return;
    }
    Socket joined = server;
    daemon(() -> pump(engine, joined));
    daemon(() -> pump(joined, engine));
  }

  /** Passes on what comes, and closes both ends when one is done. */
  private static void pump(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // Cut, by us or by an end: both ends are closed now, which is all that a proxy can tell.
      return;
    }
  }

  /** Closes without the usual goodbye: what was under way is lost. */
  private static void reset(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // Closed already.
      return;
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "hearth-bench-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    cut(0);
  }
}
