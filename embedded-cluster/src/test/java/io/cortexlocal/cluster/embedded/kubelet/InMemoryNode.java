package io.cortexlocal.cluster.embedded.kubelet;

import com.sun.net.httpserver.HttpServer;
import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.cortexlocal.cluster.embedded.image.ContainerImage;
import io.cortexlocal.cluster.embedded.image.ContainerImage.User;
import io.cortexlocal.cluster.embedded.image.RootFilesystem;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.cortexlocal.cluster.embedded.store.PodAccess;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.time.Signal;
import io.cortexlocal.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The kubelet, on containers that are none: they run until a test or SIGTERM ends them, write what
 * the test says, and answer every probe.
 */
public final class InMemoryNode implements AutoCloseable {

  private static final int OK = 200;

  private final Closer closer = new Closer();
  private final FakeRuntime runtime;
  private final Kubelet kubelet;
  private final Set<String> missingImages = ConcurrentHashMap.newKeySet();
  private final Map<Integer, Function<String, SocketAddress>> servers = new ConcurrentHashMap<>();
  private volatile int answer = OK;
  private volatile Predicate<String> silent = pod -> false;

  private InMemoryNode(ObjectStore store, String name, Time time, Signal signal) {
    HttpServer server = server();
    closer.register(() -> server.stop(0));
    runtime = closer.register(new FakeRuntime(signal, time));
    runtime.endsOnTerminate = true;
    runtime.dialer = (address, port) -> dial(address, port, server);
    kubelet = closer.register(Kubelet.start(store, runtime, this::image, name, time));
  }

  /**
   * Begins to run the pods of a node.
   *
   * @param signal told of what containers do
   */
  public static InMemoryNode start(ObjectStore store, String name, Time time, Signal signal) {
    return new InMemoryNode(store, name, time, signal);
  }

  /** Returns what one may do with the node's containers. */
  public PodAccess pods() {
    return kubelet;
  }

  /** Has a container write a line. */
  public void write(String pod, String container, String line) {
    last(pod, container).config.output().accept(line);
  }

  /** Ends the current run of a container. */
  public void end(String pod, String container, int exitCode) {
    last(pod, container).end(exitCode);
  }

  /** Sets the status with which HTTP probes are answered from now on; 0 refuses connections. */
  public void answerProbes(int status) {
    answer = status;
  }

  /** Says which pods' probes are refused, for as long as they are said to be. */
  public void keepFromAnswering(Predicate<String> pods) {
    silent = pods;
  }

  /** Sets the servers, by pod, that take the connections to a port, probes included. */
  public void serve(int port, Function<String, SocketAddress> server) {
    servers.put(port, server);
  }

  /** Says that no image of a name can be had. */
  public void loseImage(String name) {
    missingImages.add(name);
  }

  /** Sets what commands in containers come to, given the pod's name and the command. */
  public void onCommand(BiFunction<String, List<String>, ExecResult> command) {
    runtime.commands =
        new FakeRuntime.Commands() {
          @Override
          public ExecResult in(String pod, List<String> words) {
            return command.apply(pod, words);
          }

          @Override
          public ExecResult run(List<String> words) {
            return in("", words);
          }
        };
  }

  private FakeRuntime.Started last(String pod, String container) {
    return runtime.started.stream()
        .filter(run -> run.sandbox.config.name().equals(pod))
        .filter(run -> run.config.name().equals(container))
        .reduce((first, second) -> second)
        .orElseThrow(
            () -> new AssertionError("container %s of %s never ran".formatted(container, pod)));
  }

  private Optional<ContainerImage> image(String name) {
    return missingImages.contains(name)
        ? Optional.empty()
        : Optional.of(
            new ContainerImage(
                new RootFilesystem.Host(),
                List.of("/" + name),
                List.of(),
                Map.of(),
                "/",
                User.ROOT));
  }

  private SocketChannel dial(String address, int port, HttpServer server) throws IOException {
    if (answer == 0 || silent.test(pod(address))) {
      throw new IOException("connection refused");
    }
    Function<String, SocketAddress> own = servers.get(port);
    return SocketChannel.open(own == null ? server.getAddress() : own.apply(pod(address)));
  }

  private String pod(String address) {
    return runtime.sandboxes.stream()
        .filter(sandbox -> sandbox.address().equals(address))
        .map(sandbox -> sandbox.config.name())
        .findFirst()
        .orElseThrow();
  }

  private HttpServer server() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    closer.close();
  }
}
