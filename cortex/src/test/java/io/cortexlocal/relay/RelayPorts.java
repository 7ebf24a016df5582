package io.cortexlocal.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.Program;
import io.cortexlocal.cluster.ProgramContext;
import io.cortexlocal.time.Time;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A relay that runs, on ports of the loopback interface in place of a pod's. */
final class RelayPorts implements ProgramContext, AutoCloseable {

  private final Program runs;
  private final List<Object> expected;
  private final List<String> arguments;
  private final Map<Integer, ServerSocketChannel> listening = new ConcurrentHashMap<>();
  private final Map<Integer, Integer> ports = new ConcurrentHashMap<>();
  private final CountDownLatch reached;
  private CountDownLatch running = new CountDownLatch(1);
  private Thread program = new Thread();

  RelayPorts(List<String> arguments) {
    this(new RelayProgram(), List.of(), arguments, new CountDownLatch(0));
  }

  private RelayPorts(
      Program runs, List<Object> service, List<String> arguments, CountDownLatch reached) {
    this.runs = runs;
    this.expected = service;
    this.arguments = arguments;
    this.reached = reached;
  }

  static RelayPorts start(String secret) {
    return start(secret, new CountDownLatch(0));
  }

  /**
   * @param reached counted down once clients find the relay
   */
  static RelayPorts start(String secret, CountDownLatch reached) {
    return start(new RelayProgram(), List.of("default", "operator", 8888), secret, reached);
  }

  /**
   * @param service by which it is to be found: namespace, name and port
   * @param reached counted down once it is
   */
  static RelayPorts start(
      Program program, List<Object> service, String secret, CountDownLatch reached) {
    RelayPorts relay = new RelayPorts(program, service, List.of(secret), reached);
    relay.startProgram();
    return relay;
  }

  private void startProgram() {
    running = new CountDownLatch(1);
    program =
        new Thread(
            () -> {
              try {
                runs.run(this);
              } catch (Exception ended) {
                // as a container's end
              }
            });
    program.setDaemon(true);
    program.start();
    try {
      if (!running.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("the relay did not start within 20 s");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Ends the program with all of its connections, and runs another on the same ports. */
  void replaceProgram() throws InterruptedException, IOException {
    close();
    startProgram();
  }

  int clients() {
    return ports.get(OperatorObjects.PORT);
  }

  /** Returns where a port of the pod is. */
  int port(int number) {
    return ports.get(number);
  }

  int carriers() {
    return ports.get(OperatorObjects.CARRIER_PORT);
  }

  @Override
  public ServerSocketChannel listen(int port) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.getOrDefault(port, 0)));
    ports.put(port, ((InetSocketAddress) server.getLocalAddress()).getPort());
    listening.put(port, server);
    return server;
  }

  @Override
  public boolean awaitService(
      String namespace, String service, int port, BooleanSupplier called, Duration time)
      throws InterruptedException {
    assertThat(List.of(namespace, service, port)).isEqualTo(expected);
    return reached.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void output(String line) {
    running.countDown();
  }

  @Override
  public List<String> arguments() {
    return arguments;
  }

  @Override
  public Kubernetes kubernetes() {
    throw new UnsupportedOperationException("the relay needs no client of the cluster");
  }

  @Override
  public Time time() {
    throw new UnsupportedOperationException("what the relay waits for are sockets");
  }

  @Override
  public Path file(String path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ByteChannel connect(Pod pod, int port) {
    throw new UnsupportedOperationException("the relay is connected to");
  }

  @Override
  public Optional<ServerSocketChannel> listenOnLoopback() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    program.interrupt();
    for (ServerSocketChannel server : listening.values()) {
      server.close();
    }
    program.join();
  }
}
