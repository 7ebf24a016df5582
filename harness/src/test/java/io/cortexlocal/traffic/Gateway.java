package io.cortexlocal.traffic;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server on loopback that keeps what it was asked. */
final class Gateway implements AutoCloseable {

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  private Gateway(HttpServer server) {
    this.server = server;
  }

  static Gateway answering(HttpHandler handler) throws IOException {
    Gateway gateway =
        new Gateway(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    gateway.server.setExecutor(gateway.threads);
    gateway.server.createContext(
        "/",
        exchange -> {
          gateway.asked.add(
              new Asked(
                  exchange.getProtocol(),
                  exchange.getRequestMethod(),
                  exchange.getRequestURI().toString(),
                  Map.copyOf(exchange.getRequestHeaders()),
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          handler.handle(exchange);
        });
    gateway.server.start();
    return gateway;
  }

  static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  List<Asked> asked() {
    return List.copyOf(asked);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  record Asked(
      String protocol, String method, String uri, Map<String, List<String>> headers, String body) {

    List<String> header(String name) {
      return headers.getOrDefault(name, List.of());
    }
  }
}
