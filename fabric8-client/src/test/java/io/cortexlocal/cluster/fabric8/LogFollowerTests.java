package io.cortexlocal.cluster.fabric8;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cortexlocal.cluster.Kubernetes.LogLines;
import io.cortexlocal.cluster.Kubernetes.LostLines;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against an API server that breaks its streams off. */
@Timeout(30)
class LogFollowerTests {

  private static final String A = "2026-01-02T03:04:05.100000001Z a\n";
  private static final String B = "2026-01-02T03:04:06.100000001Z b\n";
  private static final String C = "2026-01-02T03:04:06.100000001Z b\n";
  private static final String D = "2026-01-02T03:04:06.900000001Z d\n";
  private static final String E = "2026-01-02T03:04:09.100000001Z e\n";
  private static final String LAST = "2026-01-02T03:04:09.200000001Z last\n";

  /** What the server answers to one request for the log. */
  private record Stream(String text, boolean isWhole) {}

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<Stream> streams = new ConcurrentLinkedQueue<>();
  private final List<String> since = new CopyOnWriteArrayList<>();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final CountDownLatch done = new CountDownLatch(1);
  private HttpServer server;
  private KubernetesClient client;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.setExecutor(threads);
    server.createContext("/api/v1/namespaces/default/pods/p", this::pod);
    server.createContext("/api/v1/namespaces/default/pods/p/log", this::log);
    server.start();
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
            .build();
    client = new KubernetesClientBuilder().withConfig(config).build();
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
    threads.shutdownNow();
  }

  private void pod(HttpExchange exchange) throws IOException {
    String state =
        streams.isEmpty()
            ? "\"terminated\": {\"exitCode\": 0}"
            : "\"running\": {\"startedAt\": \"2026-01-02T03:04:05Z\"}";
    String json =
        """
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "default"},
         "status": {"conditions": [{"type": "Ready", "status": "True"}], "containerStatuses":
          [{"name": "c", "containerID": "containerd://1", "ready": true, "state": {%s}}]}}"""
            .formatted(state);
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void log(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    since.add(
        query.contains("sinceTime=") ? query.replaceFirst(".*sinceTime=([^&]*).*", "$1") : "");
    Stream stream = streams.isEmpty() ? new Stream("", true) : streams.remove();
    byte[] body = stream.text().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, stream.isWhole() ? 0 : body.length + 100);
    OutputStream out = exchange.getResponseBody();
    out.write(body);
    out.flush();
    if (stream.isWhole()) {
      exchange.close();
    } else {
      throw new IOException("the stream breaks off");
    }
  }

  private void follow(Stream... answers) throws InterruptedException {
    streams.addAll(List.of(answers));
    try (var following =
        LogFollower.start(
            client,
            "default",
            "p",
            "c",
            new LogLines() {
              @Override
              public void line(String line) {
                seen.add(line);
                if (line.equals("last")) {
                  done.countDown();
                }
              }

              @Override
              public void lost(LostLines lost) {
                seen.add(lost.describe());
              }
            })) {
      assertThat(done.await(20, TimeUnit.SECONDS)).as("the last line; seen is %s", seen).isTrue();
    }
  }

  @Test
  void aStreamThatBreaksOffIsTakenUpWhereItWas() throws Exception {
    follow(
        new Stream(A + B + C + D.substring(0, 20), false),
        new Stream(B + C + D, false),
        new Stream(B + C + D + E, true),
        new Stream(E + LAST, true));

    assertThat(seen).containsExactly("a", "b", "b", "d", "e", "last");
    assertThat(since)
        .startsWith("", "2026-01-02T03:04:06Z", "2026-01-02T03:04:06Z", "2026-01-02T03:04:09Z");
  }

  @Test
  void linesThatAreNoLongerThereAreLost() throws Exception {
    follow(new Stream(A + B + C, false), new Stream(D + E, false), new Stream(E + LAST, true));

    assertThat(seen)
        .containsExactly(
            "a",
            "b",
            "b",
            "[an unknown number of lines lost: its stream broke off, and the file was rotated"
                + " meanwhile]",
            "d",
            "e",
            "last");
  }
}
