package io.cortexlocal.cluster.embedded;

import io.cortexlocal.lifecycle.Closer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sidecars' admin ports that are healthy, and tell of as many requests as a test says, 0 if it says
 * nothing. They answer in chunks, as Envoy's administration does, on connections that are kept.
 */
public final class ScriptedSidecars implements AutoCloseable {

  private final Closer closer = new Closer();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, SocketAddress> addresses = new ConcurrentHashMap<>();
  private final Map<String, Requests> loads = new ConcurrentHashMap<>();
  private final AtomicInteger questions = new AtomicInteger();
  private volatile int status = 200;

  public ScriptedSidecars() {
    closer.register(threads::shutdownNow);
  }

  /** Returns where a pod's one listens, from now on. */
  public SocketAddress address(String pod) {
    return addresses.computeIfAbsent(pod, this::start);
  }

  /** Sets what a pod's one tells of. */
  public void load(String pod, int running, int queued) {
    loads.put(pod, new Requests(running, queued));
  }

  /** Sets the status of what is told of requests. */
  public void answer(int status) {
    this.status = status;
  }

  /** Returns how often they were asked. */
  public int questions() {
    return questions.get();
  }

  private SocketAddress start(String pod) {
    try {
      ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      closer.register(server);
      threads.execute(() -> accept(pod, server));
      return server.getLocalSocketAddress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(String pod, ServerSocket server) {
    while (true) {
      try {
        Socket client = server.accept();
        closer.register(client);
        threads.execute(() -> serve(pod, client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(String pod, Socket client) {
    try (client) {
      BufferedReader requests =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
      for (String line = requests.readLine(); line != null; line = requests.readLine()) {
        if (line.startsWith("GET ")) {
          client.getOutputStream().write(answer(pod, line).getBytes(StandardCharsets.US_ASCII));
        }
      }
    } catch (IOException closed) {
      // the client has what it wanted
    }
  }

  private String answer(String pod, String request) {
    if (!request.startsWith("GET /metrics?filter=")) {
      return "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    }
    questions.incrementAndGet();
    Requests load = loads.getOrDefault(pod, new Requests(0, 0));
    String body =
        """
        # TYPE envoy_cluster_upstream_rq_active gauge
        envoy_cluster_upstream_rq_active{envoy_cluster_name="user"} %d
        # TYPE envoy_cluster_upstream_rq_pending_active gauge
        envoy_cluster_upstream_rq_pending_active{envoy_cluster_name="user"} %d
        """
            .formatted(load.running(), load.queued());
    return "HTTP/1.1 %d X\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
        .formatted(status, body.length(), body);
  }

  @Override
  public void close() {
    closer.close();
  }

  private record Requests(int running, int queued) {}
}
