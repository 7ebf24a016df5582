package io.cortexlocal.cli.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cortexlocal.cluster.ClusterException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Serves the page on this machine's loopback: a few files, and the news as server-sent events. It
 * shows logs and takes no orders. It is at a path that nobody can guess, for other users of this
 * machine reach the loopback too. A request that was sent to another name is refused, so that a
 * page of the web cannot read it through a name of its own.
 */
final class PageServer implements AutoCloseable {

  private static final int MOST_PAGES = 32;
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
  private static final Map<String, Asset> ASSETS =
      Map.of(
          "", new Asset("page.html", "text/html; charset=utf-8"),
          "page.js", new Asset("page.js", "text/javascript; charset=utf-8"),
          "page.css", new Asset("page.css", "text/css; charset=utf-8"),
          "uplot.js", new Asset(UPLOT + "uPlot.iife.min.js", "text/javascript; charset=utf-8"),
          "uplot.css", new Asset(UPLOT + "uPlot.min.css", "text/css; charset=utf-8"));

  private final HttpServer server;
  private final ExecutorService threads;
  private final News news;

  /** That other users of this machine do not know. */
  private final String folder = "/" + UUID.randomUUID() + "/";

  private final Semaphore pages = new Semaphore(MOST_PAGES);

  private PageServer(HttpServer server, ExecutorService threads, News news) {
    this.server = server;
    this.threads = threads;
    this.news = news;
  }

  /**
   * Starts to listen on a port that is free.
   *
   * @throws ClusterException when there is none
   */
  static PageServer start(News news) {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new ClusterException("the page cannot be served: " + e.getMessage(), e);
    }
    ExecutorService threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "page");
              thread.setDaemon(true);
              return thread;
            });
    PageServer started = new PageServer(server, threads, news);
    server.setExecutor(threads);
    server.createContext("/", started::answer);
    server.start();
    return started;
  }

  URI address() {
    return URI.create("http://127.0.0.1:%d%s".formatted(port(), folder));
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
      exchange
          .getResponseHeaders()
          .set(
              "Content-Security-Policy",
              "default-src 'none'; script-src 'self'; style-src 'self';"
                  + " img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri"
                  + " 'none'; form-action 'none'");
      String path = exchange.getRequestURI().getPath();
      String name = path.startsWith(folder) ? path.substring(folder.length()) : path;
      if (!isForUs(exchange)) {
        refuse(exchange, 403, "This page is for a browser of its own machine\n");
      } else if (!exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET");
        refuse(exchange, 405, "GET only\n");
      } else if (name.equals("events")) {
        events(exchange);
      } else if (ASSETS.containsKey(name)) {
        Asset asset = ASSETS.get(name);
        exchange.getResponseHeaders().set("Content-Type", asset.type());
        send(exchange, 200, asset.content());
      } else {
        refuse(exchange, 404, "There is nothing at %s\n".formatted(path));
      }
    }
  }

  private boolean isForUs(HttpExchange exchange) {
    String host = exchange.getRequestHeaders().getFirst("Host");
    return host != null && Set.of("127.0.0.1:" + port(), "localhost:" + port()).contains(host);
  }

  private static void refuse(HttpExchange exchange, int status, String text) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    send(exchange, status, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private void events(HttpExchange exchange) throws IOException {
    if (!pages.tryAcquire()) {
      refuse(exchange, 503, "%d pages look on already\n".formatted(MOST_PAGES));
      return;
    }
    try (News.Reader reader = news.read()) {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      OutputStream body = exchange.getResponseBody();
      while (!reader.ended()) {
        List<News.Item> items = reader.next(HEARTBEAT);
        StringBuilder text = new StringBuilder(items.isEmpty() ? ":\n\n" : "");
        items.forEach(item -> text.append(item.text()));
        body.write(text.toString().getBytes(StandardCharsets.UTF_8));
        body.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      pages.release();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  /** A file of the page. */
  private record Asset(String resource, String type) {

    byte[] content() throws IOException {
      try (InputStream in = PageServer.class.getResourceAsStream(resource)) {
        if (in == null) {
          throw new IllegalStateException("no %s on the class path".formatted(resource));
        }
        return in.readAllBytes();
      }
    }
  }
}
