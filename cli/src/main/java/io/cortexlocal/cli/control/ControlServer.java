package io.cortexlocal.cli.control;

import com.sun.net.httpserver.HttpServer;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Answers the other commands of a folder what Cortex's operator has no route for, on this machine's
 * loopback, to whoever has its token. It stands in the process that has the cluster: so it is the
 * same for every backend, and a command needs neither a kubeconfig nor a client of Kubernetes.
 */
public final class ControlServer implements AutoCloseable {

  private static final int TOKEN_BYTES = 24;

  private final HttpServer server;
  private final ExecutorService threads;
  private final String token;

  private ControlServer(HttpServer server, ExecutorService threads, String token) {
    this.server = server;
    this.threads = threads;
    this.token = token;
  }

  /**
   * Starts to listen.
   *
   * @param explanations of the cluster's APIs
   * @param images that files of other folders are deployed with
   * @throws ClusterException when there is no port to be had
   */
  public static ControlServer start(
      Kubernetes kubernetes, Explanations explanations, ImageFiles images) {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    String token = HexFormat.of().formatHex(random);
    ExecutorService threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "control");
              thread.setDaemon(true);
              return thread;
            });
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(threads);
      server.createContext("/", new ControlHandler(kubernetes, explanations, images, token));
      server.start();
      return new ControlServer(server, threads, token);
    } catch (IOException e) {
      threads.shutdownNow();
      throw new ClusterException(
          "the commands of this folder cannot be answered: %s".formatted(e.getMessage()), e);
    }
  }

  /** Returns where it answers. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Returns what a request has to bring along, as a bearer token. */
  public String token() {
    return token;
  }

  /** Ends every answer that is under way. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
