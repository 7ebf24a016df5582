package io.cortexlocal.cluster.k3s;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.dockerclient.TransportConfig;

/** An engine that answers until it has stopped. */
@Timeout(30)
class EngineStopTests {

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch watched = new CountDownLatch(1);
  private HttpServer server;
  private DockerEngine engine;

  @BeforeEach
  void startEngine() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
    URI address = URI.create("tcp://127.0.0.1:" + server.getAddress().getPort());
    engine =
        new DockerEngine(
            DockerClientProviderStrategy.getClientForConfig(
                TransportConfig.builder().dockerHost(address).build()));
  }

  private void answer(HttpExchange exchange) throws IOException {
    if (exchange.getRequestURI().getPath().endsWith("/events")) {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().flush();
      watched.countDown();
      return;
    }
    try (exchange) {
      byte[] ok = "OK".getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, ok.length);
      exchange.getResponseBody().write(ok);
    }
  }

  @AfterEach
  void stopEngine() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void oneThatGoesOnIsGivenTheWholeTime() throws Exception {
    assertThat(engine.stopsWithin(Duration.ofMillis(300))).isFalse();
  }

  @Test
  void oneThatEndsAfterItsContainersHasStopped() throws Exception {
    CompletableFuture<Boolean> stops =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return engine.stopsWithin(Duration.ofSeconds(20));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            threads);
    watched.await();
    assertThat(engine.answers()).isTrue();
    server.stop(0);
    assertThat(stops.get()).isTrue();
  }

  @Test
  void oneThatIsGoneHasStopped() throws Exception {
    server.stop(0);
    assertThat(engine.stopsWithin(Duration.ofSeconds(20))).isTrue();
  }
}
