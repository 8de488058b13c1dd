package hearth.segment;

import hearth.geo.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets a file over HTTP into a file beside its place. What an earlier try has left there is gone on
 * from by a range request (RFC 9110, section 14); a server that knows no ranges sends all again.
 */
final class Download {
  private static final Logger LOG = LoggerFactory.getLogger(Download.class);
  private static final int TRIES = 4;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final int patienceMillis;

  /**
   * @param patience how long a server may send nothing before the connection counts as broken
   */
  Download(Duration patience) {
    this.patienceMillis = Math.toIntExact(patience.toMillis());
  }

  /**
   * Fills {@code part}, and checks it.
   *
   * @param part kept when the connection breaks for good, deleted when its content is wrong
   * @throws InputException if the server does not give the file, or gives another
   */
  void fetch(Catalogue.Source source, String sha256, Path part) {
    try {
      for (int attempt = 1; !complete(source, part); attempt++) {
        try {
          request(source, part);
        } catch (IOException e) {
          if (attempt >= TRIES) {
            throw e;
          }
          LOG.info("{}: broken off ({}), goes on", source.address(), e.getMessage());
        }
      }
    } catch (IOException e) {
      throw new InputException(
          source.address() + ": cannot be downloaded (" + reason(e) + ")",
          "Check the connection and try again: it goes on from where it stopped.",
          e);
    }
    String sum = ModelFiles.sha256(part);
    if (!sum.equals(sha256)) {
      ModelLibrary.delete(part);
      throw new InputException(
          "%s: SHA-256 is %s, but the catalogue says %s".formatted(source.address(), sum, sha256),
          "Nothing was installed. The file has changed or was damaged on its way.");
    }
  }

  private static boolean complete(Catalogue.Source source, Path part) throws IOException {
    return Files.exists(part) && Files.size(part) == source.bytes();
  }

  private void request(Catalogue.Source source, Path part) throws IOException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    if (have > source.bytes()) {
      Files.delete(part);
      have = 0;
    }
    HttpURLConnection connection = open(source, have);
    try {
      int status = connection.getResponseCode();
      boolean goesOn =
          status == HttpURLConnection.HTTP_PARTIAL
              && String.valueOf(connection.getHeaderField("Content-Range"))
                  .startsWith("bytes " + have + "-");
      if (status == RANGE_NOT_SATISFIABLE || status == HttpURLConnection.HTTP_PARTIAL && !goesOn) {
        Files.delete(part);
        throw new IOException("the server does not go on from byte " + have);
      }
      if (status != HttpURLConnection.HTTP_OK && !goesOn) {
        throw new InputException(
            source.address() + ": the server answers " + status,
            "Check the address in the catalogue.");
      }
      try (InputStream in = connection.getInputStream()) {
        write(in, part, goesOn ? have : 0, source);
      }
    } finally {
      connection.disconnect();
    }
  }

  /**
   * The older of the JDK's two clients: its read timeout also ends a transfer that stalls in the
   * middle of a file, and it starts no threads.
   */
  private HttpURLConnection open(Catalogue.Source source, long have) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) source.address().toURL().openConnection();
    connection.setConnectTimeout(patienceMillis);
    connection.setReadTimeout(patienceMillis);
    if (have > 0) {
      connection.setRequestProperty("Range", "bytes=" + have + "-");
    }
    return connection;
  }

  private static void write(InputStream in, Path part, long have, Catalogue.Source source)
      throws IOException {
    try (OutputStream out =
        Files.newOutputStream(
            part,
            StandardOpenOption.CREATE,
            have > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      byte[] buffer = new byte[1 << 16];
      long total = have;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        total += n;
        if (total > source.bytes()) {
          out.close();
          ModelLibrary.delete(part);
          throw new InputException(
              source.address() + ": larger than the " + source.bytes() + " bytes of the catalogue",
              "Nothing was installed.");
        }
        out.write(buffer, 0, n);
      }
      if (total < source.bytes()) {
        throw new IOException("ended after " + total + " of " + source.bytes() + " bytes");
      }
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
