package io.cortexlocal.activator;

import com.sun.net.httpserver.HttpServer;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ProgramContext;
import io.cortexlocal.time.Time;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** An activator that runs on a port of the loopback interface; its replicas are one server. */
final class ActivatorHost implements ProgramContext, AutoCloseable {

  private static final int READ_TIMEOUT_MILLIS = 20_000;

  private final Kubernetes kubernetes;
  private final Time time;
  private final HttpServer replica;
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final CountDownLatch running = new CountDownLatch(1);
  private final ServerSocketChannel server;
  private final Thread program;
  private volatile boolean refuses;

  /**
   * Starts one.
   *
   * @param replica what replicas answer
   */
  ActivatorHost(Kubernetes kubernetes, Time time, HttpServer replica) throws Exception {
    this.kubernetes = kubernetes;
    this.time = time;
    this.replica = replica;
    this.server =
        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    program =
        new Thread(
            () -> {
              try {
                new ActivatorProgram().run(this);
              } catch (IOException ended) {
                // as a container's end
              }
            });
    program.setDaemon(true);
    program.start();
    if (!running.await(20, TimeUnit.SECONDS)) {
      throw new AssertionError("the activator did not start within 20 s");
    }
  }

  /** Has no replica take connections any more. */
  void refuseConnections() {
    refuses = true;
  }

  /** Sends a request as it is written, with line ends of a text block. */
  Socket send(String request) throws IOException {
    InetSocketAddress address = (InetSocketAddress) server.getLocalAddress();
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout(READ_TIMEOUT_MILLIS);
    socket
        .getOutputStream()
        .write(request.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  /** Returns all that is answered on a connection, and closes it. */
  static String answer(Socket socket) throws IOException {
    try (socket) {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1)
          .replace("\r\n", "\n");
    }
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public ServerSocketChannel listen(int port) {
    return server;
  }

  @Override
  public ByteChannel connect(Pod pod, int port) throws IOException {
    if (refuses) {
      throw new IOException("connection refused");
    }
    return SocketChannel.open(replica.getAddress());
  }

  @Override
  public void output(String line) {
    lines.add(line);
    running.countDown();
  }

  @Override
  public List<String> arguments() {
    return List.of();
  }

  @Override
  public Kubernetes kubernetes() {
    return kubernetes;
  }

  @Override
  public Time time() {
    return time;
  }

  @Override
  public boolean awaitService(
      String namespace, String service, int port, BooleanSupplier called, Duration limit) {
    throw new UnsupportedOperationException("the gateway goes by endpoints");
  }

  @Override
  public Path file(String path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<ServerSocketChannel> listenOnLoopback() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    server.close();
    program.join();
  }
}
