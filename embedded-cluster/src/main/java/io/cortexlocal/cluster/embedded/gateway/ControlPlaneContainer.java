package io.cortexlocal.cluster.embedded.gateway;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.cortexlocal.cluster.embedded.runtime.RunningContainer;
import io.cortexlocal.cluster.embedded.runtime.RuntimeFailure;
import io.cortexlocal.controlplane.ControlPlane;
import io.cortexlocal.controlplane.ControlPlaneLog;
import io.cortexlocal.istio.EnvoyFileWriter;
import io.cortexlocal.istio.EnvoyFiles;
import io.cortexlocal.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** istio-lite as a container of the gateway's pod, though it is a thread of this JVM. */
final class ControlPlaneContainer implements RunningContainer {

  private static final int KILLED = 137;
  private static final int FAILED = 1;

  private final Instant startedAt = Instant.now();
  private final CompletableFuture<Exit> exit = new CompletableFuture<>();
  private final CompletableFuture<Void> applied = new CompletableFuture<>();
  private final Thread thread;

  private ControlPlaneContainer(
      Future<Kubernetes> kubernetes,
      CountDownLatch envoyStarted,
      GatewayPlace place,
      EnvoyLog log,
      Consumer<String> output) {
    thread =
        new Thread(() -> run(kubernetes, envoyStarted, place, log, output), "embedded-istio-lite");
    thread.setDaemon(true);
  }

  /**
   * Starts it.
   *
   * @param envoyStarted opens when Envoy can be told of its configuration
   */
  static ControlPlaneContainer start(
      Future<Kubernetes> kubernetes,
      CountDownLatch envoyStarted,
      GatewayPlace place,
      EnvoyLog log,
      Consumer<String> output) {
    ControlPlaneContainer container =
        new ControlPlaneContainer(kubernetes, envoyStarted, place, log, output);
    container.thread.start();
    return container;
  }

  private void run(
      Future<Kubernetes> kubernetes,
      CountDownLatch envoyStarted,
      GatewayPlace place,
      EnvoyLog log,
      Consumer<String> output) {
    int code = KILLED;
    try {
      EnvoyFileWriter writer =
          EnvoyFileWriter.whileRunning(place.files(), place.admin(), log::text);
      ControlPlaneLog reporter =
          new ControlPlaneLog(
              line -> {
                output.accept(line);
                if (hasListener(place)) {
                  applied.complete(null);
                }
              });
      try (ControlPlane controlPlane =
          new ControlPlane(kubernetes.get(), place.workload(), writer, reporter)) {
        controlPlane.run(envoyStarted);
      }
    } catch (IOException | ExecutionException e) {
      output.accept(e.toString());
      code = FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      applied.complete(null);
      exit.complete(new Exit(code, Instant.now()));
    }
  }

  private static boolean hasListener(GatewayPlace place) {
    try {
      return Json.read(Files.readString(place.files().resolve(EnvoyFiles.LDS)))
          .filter(listeners -> !listeners.path("resources").isEmpty())
          .isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns what is done when Envoy has bound its ports, or this has ended. */
  CompletableFuture<Void> firstListener() {
    return applied.copy();
  }

  @Override
  public Instant startedAt() {
    return startedAt;
  }

  @Override
  public CompletableFuture<Exit> exit() {
    return exit.copy();
  }

  @Override
  public void terminate() {
    thread.interrupt();
  }

  @Override
  public void kill() {
    thread.interrupt();
  }

  @Override
  public ExecResult exec(List<String> command, Duration timeout) {
    throw new RuntimeFailure("the gateway's containers run no further programs");
  }
}
