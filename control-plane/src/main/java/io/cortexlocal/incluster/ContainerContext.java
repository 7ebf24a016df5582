package io.cortexlocal.incluster;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ProgramContext;
import io.cortexlocal.cluster.fabric8.Fabric8Kubernetes;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.SystemTime;
import io.cortexlocal.time.Time;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What a program has in a container of its own: the container's files, ports and account. */
final class ContainerContext implements ProgramContext, AutoCloseable {

  private final List<String> arguments;
  private final SystemTime time = new SystemTime();
  private @Nullable KubernetesClient client;

  ContainerContext(List<String> arguments) {
    this.arguments = List.copyOf(arguments);
  }

  /** Most of the start's time goes into the client, and not every program needs it. */
  @Override
  public synchronized Kubernetes kubernetes() {
    if (client == null) {
      client = new KubernetesClientBuilder().build();
    }
    return new Fabric8Kubernetes(client);
  }

  @Override
  public Time time() {
    return time;
  }

  @Override
  public List<String> arguments() {
    return arguments;
  }

  @Override
  public void output(String line) {
    System.out.println(line);
    System.out.flush();
  }

  @Override
  public Path file(String path) {
    return Path.of(path);
  }

  @Override
  public boolean awaitService(
      String namespace, String service, int port, BooleanSupplier called, Duration wait)
      throws InterruptedException {
    return new ServiceWay("%s.%s.svc.cluster.local".formatted(service, namespace), port)
        .await(called, Deadline.after(wait, time));
  }

  /** Ends with the process. */
  @Override
  public ServerSocketChannel listen(int port) throws IOException {
    return ServerSocketChannel.open().bind(new InetSocketAddress(port));
  }

  @Override
  public ByteChannel connect(Pod pod, int port) throws IOException {
    return SocketChannel.open(new InetSocketAddress(pod.getStatus().getPodIP(), port));
  }

  @Override
  public Optional<ServerSocketChannel> listenOnLoopback() {
    return Optional.empty();
  }

  @Override
  public synchronized void close() {
    time.close();
    if (client != null) {
      client.close();
    }
  }
}
