package io.cortexlocal.istio;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server that answers with its name and the path it saw, and keeps what it saw. */
final class Upstream implements AutoCloseable {

  static {
    // Without it the JDK's server answers 40 ms late on a connection that is kept alive.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final String name;
  private final int status;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();

  /** A request as it arrived; header names in lower case. */
  record Seen(String method, String path, Map<String, String> headers) {}

  private Upstream(String name, int status, HttpServer server) {
    this.name = name;
    this.status = status;
    this.server = server;
  }

  static Upstream start(String name) throws IOException {
    return start(name, 200);
  }

  static Upstream start(String name, int status) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    Upstream upstream = new Upstream(name, status, server);
    server.setExecutor(upstream.threads);
    server.createContext("/", upstream::handle);
    server.start();
    return upstream;
  }

  private void handle(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    exchange
        .getRequestHeaders()
        .forEach((header, values) -> headers.put(header, String.join(" | ", values)));
    String path = exchange.getRequestURI().toString();
    seen.add(new Seen(exchange.getRequestMethod(), path, headers));
    exchange.getRequestBody().readAllBytes();
    byte[] body = (name + " " + path).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Server", "user-server");
    exchange.sendResponseHeaders(status, body.length);
    try (exchange) {
      exchange.getResponseBody().write(body);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  List<Seen> seen() {
    return List.copyOf(seen);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
