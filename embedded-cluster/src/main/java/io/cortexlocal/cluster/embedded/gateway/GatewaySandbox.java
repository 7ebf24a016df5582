package io.cortexlocal.cluster.embedded.gateway;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.embedded.linux.Entry;
import io.cortexlocal.cluster.embedded.linux.LinuxSandbox;
import io.cortexlocal.cluster.embedded.runtime.ContainerSpec;
import io.cortexlocal.cluster.embedded.runtime.PodSandbox;
import io.cortexlocal.cluster.embedded.runtime.RunningContainer;
import io.cortexlocal.cluster.embedded.runtime.RuntimeFailure;
import io.cortexlocal.cluster.embedded.runtime.StartFailure;
import io.cortexlocal.install.GatewayPod;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway's pod. */
final class GatewaySandbox implements PodSandbox {

  private static final Logger LOG = LoggerFactory.getLogger(GatewaySandbox.class);
  private static final Duration FIRST_CONFIGURATION = Duration.ofSeconds(10);

  private final LinuxSandbox sandbox;
  private final GatewayPlace place;
  private final CompletableFuture<Kubernetes> kubernetes;
  private final CountDownLatch envoyStarted = new CountDownLatch(1);
  private final EnvoyLog log = new EnvoyLog();
  private final Set<RunningContainer> running = ConcurrentHashMap.newKeySet();
  private volatile ControlPlaneContainer controlPlane;

  GatewaySandbox(
      LinuxSandbox sandbox, GatewayPlace place, CompletableFuture<Kubernetes> kubernetes) {
    this.sandbox = sandbox;
    this.place = place;
    this.kubernetes = kubernetes;
  }

  @Override
  public String address() {
    return sandbox.address();
  }

  @Override
  public void hosts(String text) {
    sandbox.hosts(text);
  }

  @Override
  public RunningContainer start(ContainerSpec config) throws StartFailure {
    RunningContainer container =
        switch (config.name()) {
          case GatewayPod.CONTROL_PLANE_CONTAINER -> startControlPlane(config);
          case GatewayPod.ENVOY_CONTAINER -> startEnvoy(config);
          default -> throw new RuntimeFailure("the gateway has no container " + config.name());
        };
    running.add(container);
    return container;
  }

  private RunningContainer startControlPlane(ContainerSpec config) {
    ControlPlaneContainer started =
        ControlPlaneContainer.start(kubernetes, envoyStarted, place, log, config.output());
    controlPlane = started;
    return started;
  }

  /** Envoy counts as started when its ports are bound, so that its first probe need not fail. */
  private RunningContainer startEnvoy(ContainerSpec config) throws StartFailure {
    EnvoyContainer envoy =
        EnvoyContainer.start(place, new Entry.Pod(sandbox.id()), log, config.output());
    envoyStarted.countDown();
    if (controlPlane != null) {
      try {
        controlPlane.firstListener().get(FIRST_CONFIGURATION.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException | ExecutionException e) {
        LOG.warn("the gateway got no configuration within {}", FIRST_CONFIGURATION, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return envoy;
  }

  @Override
  public void close() {
    running.forEach(RunningContainer::kill);
    sandbox.close();
  }
}
