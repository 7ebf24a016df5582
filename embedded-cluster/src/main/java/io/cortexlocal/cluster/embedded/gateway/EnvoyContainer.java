package io.cortexlocal.cluster.embedded.gateway;

import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.cortexlocal.cluster.embedded.linux.Entry;
import io.cortexlocal.cluster.embedded.runtime.RunningContainer;
import io.cortexlocal.cluster.embedded.runtime.RuntimeFailure;
import io.cortexlocal.cluster.embedded.runtime.StartFailure;
import io.cortexlocal.controlplane.GatewayFiles;
import io.cortexlocal.istio.EnvoyFiles;
import io.cortexlocal.istio.GatewayBootstrap;
import io.cortexlocal.time.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The gateway's Envoy as a container of its pod. */
final class EnvoyContainer implements RunningContainer {

  private static final Duration START = Duration.ofSeconds(30);
  private static final long PAUSE_MILLIS = 3;

  private final NodeProcess envoy;
  private final Optional<NodeProcess> loopback;
  private final Instant startedAt = Instant.now();

  private EnvoyContainer(NodeProcess envoy, Optional<NodeProcess> loopback) {
    this.envoy = envoy;
    this.loopback = loopback;
  }

  /**
   * Starts Envoy in a pod, and returns once it serves with the files that it finds.
   *
   * @throws StartFailure with its last words, when it does not get there
   */
  static EnvoyContainer start(
      GatewayPlace place, Entry.Pod pod, EnvoyLog log, Consumer<String> output)
      throws StartFailure {
    try {
      prepare(place);
    } catch (IOException e) {
      throw new RuntimeFailure("the gateway's files cannot be written: " + e, e);
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                place.envoy().toString(),
                "--config-yaml",
                GatewayBootstrap.write(
                    place.directory().resolve(GatewayFiles.ADMIN_SOCKET), place.directory())));
    command.addAll(GatewayBootstrap.arguments());
    Consumer<String> lines =
        line -> {
          log.add(line);
          output.accept(line);
        };
    NodeProcess envoy = NodeProcess.start(place.node(), pod, command, lines);
    Optional<NodeProcess> loopback =
        place.bindsTheLoopbackItself()
            ? Optional.empty()
            : Optional.of(LoopbackEnvoy.start(place, lines));
    EnvoyContainer container = new EnvoyContainer(envoy, loopback);
    container.linkEnds();
    try {
      container.awaitReady(place, log);
      return container;
    } catch (StartFailure | RuntimeException e) {
      container.kill();
      throw e;
    }
  }

  /** Envoy needs its files when it starts; after a restart it finds those that it had. */
  private static void prepare(GatewayPlace place) throws IOException {
    Files.createDirectories(place.files());
    for (String name : List.of(EnvoyFiles.CDS, EnvoyFiles.LDS)) {
      Path file = place.files().resolve(name);
      if (!Files.exists(file)) {
        Files.writeString(file, "{\"resources\":[]}");
      }
    }
    Files.deleteIfExists(place.files().resolve(GatewayFiles.ADMIN_SOCKET));
  }

  /** Neither is of use without the other. */
  private void linkEnds() {
    loopback.ifPresent(
        front -> {
          var unusedFront = front.exit().thenRun(envoy::kill);
          var unusedEnvoy = envoy.exit().thenRun(front::kill);
        });
  }

  private void awaitReady(GatewayPlace place, EnvoyLog log) throws StartFailure {
    Deadline deadline = Deadline.after(START);
    while (!isReady(place) || !isLoopbackBound(place)) {
      if (!envoy.isAlive() || deadline.passed()) {
        throw new StartFailure(
            "Envoy %s: %s"
                .formatted(
                    envoy.isAlive() ? "was not ready within " + START.toSeconds() + " s" : "ended",
                    log.text()));
      }
      try {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RuntimeFailure("interrupted while the gateway started", e);
      }
    }
  }

  private static boolean isReady(GatewayPlace place) {
    try {
      return Files.exists(place.admin().socket()) && place.admin().get("/ready").status() == 200;
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
    throw new RuntimeFailure("the gateway's containers run no further programs");
  }
}
