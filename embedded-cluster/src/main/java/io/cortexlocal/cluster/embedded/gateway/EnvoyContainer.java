package io.cortexlocal.cluster.embedded.gateway;

import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.cortexlocal.cluster.embedded.linux.Bind;
import io.cortexlocal.cluster.embedded.linux.Entry;
import io.cortexlocal.cluster.embedded.linux.LinuxSandbox;
import io.cortexlocal.cluster.embedded.linux.NodeProcess;
import io.cortexlocal.cluster.embedded.runtime.ContainerSpec;
import io.cortexlocal.cluster.embedded.runtime.RunningContainer;
import io.cortexlocal.cluster.embedded.runtime.RuntimeFailure;
import io.cortexlocal.cluster.embedded.runtime.StartFailure;
import io.cortexlocal.time.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gateway's Envoy as a container of its pod, which serves this machine's loopback too. */
final class EnvoyContainer implements RunningContainer {

  private static final Logger LOG = LoggerFactory.getLogger(EnvoyContainer.class);

  private static final Duration START = Duration.ofSeconds(10);
  private static final long PAUSE_MILLIS = 3;
  private static final String MOUNT =
      """
      set -eu
      while [ "$1" != -- ]; do
        mkdir -p -- "$2"
        mount --bind -- "$1" "$2"
        shift 2
      done
      shift
      exec "$@"
      """;

  private final NodeProcess envoy;
  private final Optional<NodeProcess> loopback;
  private final Instant startedAt = Instant.now();

  private EnvoyContainer(NodeProcess envoy, Optional<NodeProcess> loopback) {
    this.envoy = envoy;
    this.loopback = loopback;
  }

  /**
   * Starts a container whose program becomes Envoy, and returns once Envoy serves its pod's port,
   * so that its first probe need not fail; after some seconds without that, its probes have to
   * tell.
   *
   * @throws StartFailure with its last words, when it ends before
   */
  static EnvoyContainer start(GatewayPlace place, LinuxSandbox pod, ContainerSpec spec)
      throws StartFailure {
    EnvoyLog log = new EnvoyLog();
    Consumer<String> lines =
        line -> {
          log.add(line);
          spec.output().accept(line);
        };
    NodeProcess envoy =
        NodeProcess.start(
            place.node(),
            new Entry.Pod(pod.id()),
            withVolumes(pod.volumes(spec.mounts()), spec.command()),
            spec.environment(),
            lines);
    EnvoyContainer container = new EnvoyContainer(envoy, loopback(place, envoy, lines));
    container.linkEnds();
    try {
      container.awaitBound(place, pod.address(), log);
      return container;
    } catch (StartFailure | RuntimeException e) {
      container.kill();
      throw e;
    }
  }

  /** Where it cannot be started, the other is of no use and ends. */
  private static Optional<NodeProcess> loopback(
      GatewayPlace place, NodeProcess envoy, Consumer<String> lines) {
    if (place.bindsTheLoopbackItself()) {
      return Optional.empty();
    }
    try {
      return Optional.of(LoopbackEnvoy.start(place, lines));
    } catch (RuntimeException | Error e) {
      envoy.kill();
      throw e;
    }
  }

  /** The node's {@code /run} is its own, so the places to mount them at can be made. */
  private static List<String> withVolumes(List<Bind> volumes, List<String> program) {
    List<String> command =
        new ArrayList<>(List.of("unshare", "--mount", "--", "bash", "-c", MOUNT, "mount"));
    volumes.forEach(volume -> command.addAll(List.of(volume.source(), volume.path())));
    command.add("--");
    command.addAll(program);
    return command;
  }

  /** Neither is of use without the other. */
  private void linkEnds() {
    loopback.ifPresent(
        front -> {
          var unusedFront = front.exit().thenRun(envoy::kill);
          var unusedEnvoy = envoy.exit().thenRun(front::kill);
        });
  }

  private void awaitBound(GatewayPlace place, String address, EnvoyLog log) throws StartFailure {
    Deadline deadline = Deadline.after(START);
    while (!isPodBound(place, address) || !isLoopbackBound(place)) {
      if (!envoy.isAlive()) {
        throw new StartFailure("Envoy ended: " + log.text());
      }
      if (deadline.passed()) {
        LOG.warn("Envoy serves no port of its pod yet, {} s after its start", START.toSeconds());
        return;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RuntimeFailure("interrupted while the gateway started", e);
      }
    }
  }

  private static boolean isPodBound(GatewayPlace place, String address) {
    try (SocketChannel channel = place.dial(address)) {
      return channel.isConnected();
    } catch (IOException notYetListening) {
      return false;
    }
  }

  private boolean isLoopbackBound(GatewayPlace place) {
    if (loopback.isEmpty()) {
      return true;
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), place.loopbackPort())) {
      return socket.isConnected();
    } catch (IOException notYetListening) {
      return false;
    }
  }

  @Override
  public Instant startedAt() {
    return startedAt;
  }

  @Override
  public CompletableFuture<Exit> exit() {
    return envoy.exit();
  }

  @Override
  public void terminate() {
    envoy.terminate();
  }

  @Override
  public void kill() {
    envoy.kill();
    loopback.ifPresent(NodeProcess::kill);
  }

  @Override
  public ExecResult exec(List<String> command, Duration timeout) {
    throw new RuntimeFailure("a gateway's containers run no further programs");
  }
}
