package io.cortexlocal.workload.sidecar;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** A web server whose answers the test lets go one by one. */
final class UserContainer implements AutoCloseable {

  static {
    // Without it the JDK's server answers 40 ms late on a connection that is kept alive.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Semaphore permits = new Semaphore(0);
  private final List<String> arrived = new CopyOnWriteArrayList<>();
  private final List<String> userAgents = new CopyOnWriteArrayList<>();

  private UserContainer(HttpServer server) {
    this.server = server;
  }

  /** Starts one that holds each request until {@link #release}. */
  static UserContainer start(int port) throws IOException {
    UserContainer container =
        new UserContainer(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0));
    container.server.setExecutor(container.threads);
    container.server.createContext("/", container::handle);
    container.server.start();
    return container;
  }

  private void handle(HttpExchange exchange) throws IOException {
    arrived.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
    userAgents.add(String.valueOf(exchange.getRequestHeaders().getFirst("User-Agent")));
    try {
      permits.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    byte[] body = ("served " + exchange.getRequestURI()).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    try (exchange) {
      exchange.getResponseBody().write(body);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Lets so many requests be answered. */
  void release(int requests) {
    permits.release(requests);
  }

  /** Method and path of each request, in the order of arrival. */
  List<String> arrived() {
    return List.copyOf(arrived);
  }

  List<String> userAgents() {
    return List.copyOf(userAgents);
  }

  /** A port that nothing listens on. */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
