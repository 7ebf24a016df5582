package io.cortexlocal.operator.http;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.inflight.ReplicaGauge;
import io.cortexlocal.operator.Operator;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.MinimumDataRateHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/**
 * The operator's HTTP interface on this machine's loopback, for Cortex's own CLI and Python client.
 * Whoever can reach it can start containers.
 */
public final class OperatorServer implements AutoCloseable {

  private static final String LOOPBACK = "127.0.0.1";
  private static final int THREADS = 64;
  private static final int IDLE_MILLIS = 30_000;

  /** Bytes a second that a client has to send at least; a slower one is cut off. */
  private static final int LEAST_RATE = 100;

  /** Bytes that a client may send over a websocket at once; they are not looked at. */
  private static final int LARGEST_MESSAGE = 8192;

  private final Server server;
  private final URI address;
  private final SocketAddress relayed;

  private OperatorServer(Server server, URI address, SocketAddress relayed) {
    this.server = server;
    this.address = address;
    this.relayed = relayed;
  }

  /**
   * Starts to listen.
   *
   * @param replicas what the replicas of Realtime APIs report, for each scrape
   * @param version of Cortex, which a client's must equal
   * @param url makes the address of an API from its endpoint
   * @param port 0 for any that is free
   * @throws ClusterException when the port cannot be had
   */
  public static OperatorServer start(
      Kubernetes kubernetes,
      Operator operator,
      Deployments deployments,
      Supplier<List<ReplicaGauge>> replicas,
      String version,
      UnaryOperator<String> url,
      int port) {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 0);
    threads.setName("operator");
    threads.setDaemon(true);
    Server server = new Server(threads);
    server.setErrorHandler(new ErrorAnswers());
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setSendDateHeader(true);
    // A slash at the end of an operator_endpoint makes clients ask for //get.
    configuration.setUriCompliance(
        UriCompliance.DEFAULT.with("slashes", UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT));
    HttpConnectionFactory http = new HttpConnectionFactory(configuration);
    ServerConnector outside = listen(server, http, port);
    ServerConnector inside = listen(server, http, 0);
    ContextHandler context = new ContextHandler("/");
    try {
      outside.open();
      inside.open();
      URI address = URI.create("http://%s:%d".formatted(LOOPBACK, outside.getLocalPort()));
      OperatorHandler handler =
          new OperatorHandler(
              kubernetes,
              operator,
              new Deploying(operator, deployments),
              replicas,
              version,
              request ->
                  request.getConnectionMetaData().getConnector() == inside
                      ? Clients.inPods()
                      : Clients.onThisMachine(address, url));
      context.setHandler(new MinimumDataRateHandler(handler, LEAST_RATE, 0));
      server.setHandler(context);
      ServerWebSocketContainer websockets = ServerWebSocketContainer.ensure(server, context);
      websockets.setIdleTimeout(Duration.ZERO);
      websockets.setMaxTextMessageSize(LARGEST_MESSAGE);
      websockets.setMaxBinaryMessageSize(LARGEST_MESSAGE);
      server.start();
      ServerSocketChannel relayed = (ServerSocketChannel) inside.getTransport();
      return new OperatorServer(server, address, relayed.getLocalAddress());
    } catch (Exception e) {
      stop(server);
      // What was opened and never started is not the server's to close.
      outside.close();
      inside.close();
      throw new ClusterException(
          "the operator cannot listen on %s:%d: %s".formatted(LOOPBACK, port, e.getMessage()), e);
    }
  }

  private static ServerConnector listen(Server server, HttpConnectionFactory http, int port) {
    ServerConnector connector = new ServerConnector(server, 1, 1, http);
    connector.setHost(LOOPBACK);
    connector.setPort(port);
    connector.setIdleTimeout(IDLE_MILLIS);
    server.addConnector(connector);
    return connector;
  }

  /** Returns the address for a client's {@code operator_endpoint}. */
  public URI address() {
    return address;
  }

  /**
   * Returns where what carries the connections of pods is to connect to. What comes there is taken
   * to be called as pods call the operator, and is told what leads somewhere in a pod.
   */
  public SocketAddress relayed() {
    return relayed;
  }

  /** Returns how many connections there are. */
  int connections() {
    return Stream.of(server.getConnectors())
        .mapToInt(connector -> connector.getConnectedEndPoints().size())
        .sum();
  }

  /** Ends every connection. */
  @Override
  public void close() {
    stop(server);
  }

  private static void stop(Server server) {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the operator's server did not stop: " + e.getMessage(), e);
    }
  }
}
