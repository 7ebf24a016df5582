package io.cortexlocal.istio.envoy;

import io.cortexlocal.http.HttpAnswer;
import io.cortexlocal.http.HttpExchange;
import io.cortexlocal.http.TimedChannel;
import io.cortexlocal.time.Deadline;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Envoy's admin interface on a unix socket. Stateless: one connection per call.
 *
 * @param socket at most 107 bytes long, the kernel's limit
 */
public record EnvoyAdmin(Path socket) {

  private static final int LONGEST_ANSWER = 64 << 20;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** An answer of the admin interface. */
  public record Response(int status, String body) {}

  /** Reads {@code path}, such as {@code /stats?filter=rds}. */
  public Response get(String path) throws IOException {
    return call("GET", path);
  }

  /** Posts to {@code path}, such as {@code /drain_listeners}. */
  public Response post(String path) throws IOException {
    return call("POST", path);
  }

  private Response call(String method, String path) throws IOException {
    String request =
        method
            + " "
            + path
            + " HTTP/1.1\r\nhost: admin\r\nconnection: close\r\n"
            + "content-length: 0\r\n\r\n";
    try (TimedChannel channel =
        new TimedChannel(
            SocketChannel.open(UnixDomainSocketAddress.of(socket)), Deadline.after(TIMEOUT))) {
      HttpAnswer answer = new HttpExchange(channel, LONGEST_ANSWER).send(request);
      if (!answer.isWhole()) {
        throw new IOException(
            "Envoy's admin interface at %s answers '%s %s' with more than %d bytes"
                .formatted(socket, method, path, LONGEST_ANSWER));
      }
      return new Response(answer.status(), answer.body());
    } catch (SocketTimeoutException e) {
      throw new IOException(
          "Envoy's admin interface at %s did not finish its answer to '%s %s' within %d s"
              .formatted(socket, method, path, TIMEOUT.toSeconds()),
          e);
    } catch (HttpExchange.MalformedAnswer e) {
      throw new IOException(
          "not an HTTP answer of Envoy's admin interface at %s: %s"
              .formatted(socket, e.getMessage()),
          e);
    }
  }
}
