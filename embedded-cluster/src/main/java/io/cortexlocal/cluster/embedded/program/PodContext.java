package io.cortexlocal.cluster.embedded.program;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ProgramContext;
import io.cortexlocal.cluster.embedded.linux.Bind;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Time;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** What a program has of its pod. */
final class PodContext implements ProgramContext {

  private final PodPorts ports;
  private final String address;
  private final CompletableFuture<ProgramCluster> cluster;
  private final Time time;
  private final List<Bind> volumes;
  private final List<String> arguments;
  private final Consumer<String> lines;
  private boolean ended;

  PodContext(
      PodPorts ports,
      String address,
      CompletableFuture<ProgramCluster> cluster,
      Time time,
      List<Bind> volumes,
      List<String> arguments,
      Consumer<String> lines) {
    this.ports = ports;
    this.address = address;
    this.cluster = cluster;
    this.time = time;
    this.volumes = List.copyOf(volumes);
    this.arguments = List.copyOf(arguments);
    this.lines = lines;
  }

  @Override
  public Kubernetes kubernetes() {
    return cluster.join().kubernetes();
  }

  @Override
  public Time time() {
    return time;
  }

  @Override
  public List<String> arguments() {
    return arguments;
  }

  /** What a program still has to say after its container was killed is lost, as a process's is. */
  @Override
  public synchronized void output(String line) {
    if (!ended) {
      line.lines().forEach(lines);
    }
  }

  @Override
  public Path file(String path) {
    Path wanted = Path.of(path).normalize();
    Path found = null;
    for (Bind volume : volumes) {
      Path at = Path.of(volume.path());
      if (wanted.startsWith(at)) {
        found = volume.seen().resolve(at.relativize(wanted));
      }
    }
    if (found == null) {
      throw new IllegalArgumentException(
          "the container mounts no volume at %s; it mounts %s"
              .formatted(path, volumes.stream().map(Bind::path).toList()));
    }
    return found;
  }

  @Override
  public ServerSocketChannel listen(int port) throws IOException {
    return ports.listen(port);
  }

  /** This process is in another network than the pods. */
  @Override
  public ByteChannel connect(Pod pod, int port) throws IOException {
    return kubernetes()
        .connect(pod.getMetadata().getNamespace(), pod.getMetadata().getName(), port);
  }

  @Override
  public boolean awaitService(
      String namespace, String service, int port, BooleanSupplier called, Duration wait)
      throws InterruptedException {
    return cluster.join().names().await(namespace, service, address, Deadline.after(wait, time));
  }

  @Override
  public Optional<ServerSocketChannel> listenOnLoopback() throws IOException {
    return Optional.of(ports.listenOnLoopback());
  }

  /** Ends what the program has: its log, and its ports. */
  void end() {
    synchronized (this) {
      ended = true;
    }
    ports.close();
  }
}
