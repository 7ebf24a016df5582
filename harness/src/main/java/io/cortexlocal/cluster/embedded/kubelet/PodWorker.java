package io.cortexlocal.cluster.embedded.kubelet;

import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.image.ContainerImage;
import io.cortexlocal.cluster.embedded.kubelet.Timers.Timer;
import io.cortexlocal.cluster.embedded.runtime.ContainerConfig;
import io.cortexlocal.cluster.embedded.runtime.PodSandbox;
import io.cortexlocal.cluster.embedded.runtime.RunningContainer;
import io.cortexlocal.cluster.embedded.runtime.RunningContainer.Exit;
import io.cortexlocal.cluster.embedded.runtime.SandboxConfig;
import io.cortexlocal.cluster.embedded.runtime.StartFailure;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one pod from the moment at which it is bound to the node until it is gone. All that happens
 * to it is worked off in turns, one after the other.
 */
final class PodWorker {

  private static final Logger LOG = LoggerFactory.getLogger(PodWorker.class);

  /** After what the machine did not do, the next try. */
  static final Duration RETRY = Duration.ofSeconds(10);

  /** What a container has after SIGTERM at the least, whatever its grace period. */
  static final Duration LEAST_GRACE = Duration.ofSeconds(2);

  /** After SIGKILL, until the pod is taken down around a container that will not end. */
  static final Duration UNKILLABLE_AFTER = Duration.ofSeconds(10);

  private static final int EXIT_CODE_OF_START_ERROR = 128;
  private static final int EXIT_CODE_OF_SIGKILL = 137;

  private final NodeParts node;
  private final ClusterNames names;
  private final Pod pod;
  private final PodEvents events;
  private final Prober prober;
  private final Hook hook;
  private final SerialExecutor turns;
  private final List<PodContainer> containers;
  private final Instant startTime;
  private final Optional<String> hostIp;
  private Optional<PodSandbox> sandbox = Optional.empty();
  private Optional<Timer> sandboxRetry = Optional.empty();
  private Timer failureRetry = () -> {};
  private boolean needsConfiguration;
  private String hosts = "";
  private volatile boolean marking;
  private boolean deleting;
  private boolean ended;
  private boolean closed;

  PodWorker(NodeParts node, ClusterNames names, Pod pod) {
    this.node = node;
    this.names = names;
    this.pod = pod;
    events = new PodEvents(node.store(), pod);
    prober = new Prober(node.runtime(), node.timers());
    hook = new Hook(node.runtime(), node.timers());
    turns = new SerialExecutor(node.threads(), this::failed);
    containers = pod.getSpec().getContainers().stream().map(PodContainer::new).toList();
    startTime = node.clock().instant();
    hostIp =
        node.store().get(ResourceType.NODE, "", node.name()).flatMap(PodWorker::internalAddress);
  }

  Pod pod() {
    return pod;
  }

  /** Returns the pod's container of that name. */
  Optional<PodContainer> container(String name) {
    return containers.stream().filter(container -> container.name().equals(name)).findFirst();
  }

  /** Begins to run the pod. */
  void begin() {
    turns.execute(this::sync);
  }

  /** Begins to end the pod, whose deletion timestamp is set. */
  void delete(Pod marked) {
    marking = true;
    turns.execute(() -> terminate(marked));
  }

  /** A ConfigMap of the pod's namespace has changed. */
  void configurationChanged() {
    turns.execute(
        () -> {
          boolean waited = needsConfiguration;
          needsConfiguration = false;
          for (PodContainer container : containers) {
            waited |= container.needsConfiguration();
            container.needsConfiguration(false);
          }
          if (waited) {
            sync();
          }
        });
  }

  /** The names of Services lead elsewhere now. */
  void namesChanged() {
    turns.execute(() -> writeHosts(names.current()));
  }

  /**
   * Ends the pod at once, and leaves its object as it is.
   *
   * @param done told when nothing of it runs any more
   */
  void close(Runnable done) {
    turns.execute(
        () -> {
          try {
            closeNow();
          } finally {
            done.run();
          }
        });
  }

  private void closeNow() {
    closed = true;
    failureRetry.cancel();
    sandboxRetry.ifPresent(Timer::cancel);
    containers.forEach(
        container -> {
          container.forgetRetry();
          container.run().ifPresent(ContainerRun::end);
        });
    closeSandbox();
  }

  private void failed(Throwable failure) {
    if (closed) {
      LOG.debug("pod {} failed after its end", PodText.format(pod), failure);
      return;
    }
    LOG.error("pod {} failed", PodText.format(pod), failure);
    events.warning("FailedSync", "error syncing pod: " + failure);
    failureRetry.cancel();
    failureRetry =
        later(
            RETRY,
            () -> {
              if (deleting) {
                finishWhenEnded();
              } else {
                sync();
              }
            });
  }

  /**
   * Does the next thing that there is to do, one in a turn, so that a deletion can come between.
   */
  private void sync() {
    if (closed || marking || ended) {
      return;
    }
    report();
    if (sandbox.isEmpty()) {
      if (sandboxRetry.isEmpty() && !needsConfiguration && startSandbox()) {
        turns.execute(this::sync);
      }
      return;
    }
    for (PodContainer container : containers) {
      if (container.run().isEmpty() && !container.isHeldUp() && shallRun(container)) {
        bringUp(container);
        report();
        turns.execute(this::sync);
        return;
      }
    }
    if (containers.stream()
        .allMatch(container -> container.isTerminated() && !shallRun(container))) {
      ended = true;
      report();
      closeSandbox();
    }
  }

  private void closeSandbox() {
    Optional<PodSandbox> open = sandbox;
    sandbox = Optional.empty();
    open.ifPresent(PodSandbox::close);
  }

  private boolean shallRun(PodContainer container) {
    if (container.end().isEmpty()) {
      return true;
    }
    return switch (restartPolicy()) {
      case "Never" -> false;
      case "OnFailure" -> container.end().get().exitCode() != 0;
      default -> true;
    };
  }

  private String restartPolicy() {
    return Objects.requireNonNullElse(pod.getSpec().getRestartPolicy(), "Always");
  }

  private boolean startSandbox() {
    try {
      PodSandbox started =
          node.runtime()
              .startSandbox(
                  new SandboxConfig(
                      pod.getMetadata().getNamespace(),
                      pod.getMetadata().getName(),
                      Volumes.of(pod, configMaps())));
      sandbox = Optional.of(started);
      writeHosts(names.read());
      return true;
    } catch (ConfigurationException e) {
      needsConfiguration = true;
      events.warning("FailedMount", e.getMessage());
    } catch (RuntimeException e) {
      LOG.warn("the sandbox of pod {} could not be started", PodText.format(pod), e);
      closeSandbox();
      events.warning("FailedCreatePodSandBox", "Failed to create pod sandbox: " + e.getMessage());
      sandboxRetry =
          Optional.of(
              later(
                  RETRY,
                  () -> {
                    sandboxRetry = Optional.empty();
                    sync();
                  }));
    }
    return false;
  }

  private void writeHosts(ServiceNames serviceNames) {
    if (sandbox.isEmpty() || closed || ended) {
      return;
    }
    String text =
        serviceNames.hostsFile(
            pod.getMetadata().getNamespace(), PodText.hostName(pod), sandbox.get().address());
    if (!text.equals(hosts)) {
      sandbox.get().hosts(text);
      hosts = text;
    }
  }

  private void bringUp(PodContainer container) {
    long now = node.timers().nanos();
    if (container.end().isPresent()) {
      long endedAt = container.end().get().tick();
      Duration left = container.crashes().left(endedAt, now);
      if (!left.isZero()) {
        backOff(container, left);
        return;
      }
      container.crashes().trying(endedAt, now);
    }
    String image = container.spec().getImage();
    Optional<ContainerImage> found;
    try {
      found = node.images().find(image);
    } catch (RuntimeException e) {
      LOG.warn("image {} cannot be used", image, e);
      noImage(container, String.valueOf(e.getMessage()));
      return;
    }
    if (found.isEmpty()) {
      noImage(container, "it has not been loaded into the embedded cluster");
      return;
    }
    events.normal("Pulled", "Container image \"%s\" already present on machine".formatted(image));
    start(container, found.get());
  }

  private void backOff(PodContainer container, Duration left) {
    events.warning(
        "BackOff",
        "Back-off restarting failed container %s in pod %s"
            .formatted(container.name(), PodText.format(pod)));
    container.waiting(
        "CrashLoopBackOff",
        "back-off %s restarting failed container=%s pod=%s"
            .formatted(
                GoText.duration(container.crashes().pause()),
                container.name(),
                PodText.format(pod)));
    retry(container, left);
  }

  private void noImage(PodContainer container, String why) {
    String image = container.spec().getImage();
    if ("Never".equals(container.spec().getImagePullPolicy())) {
      String message =
          "Container image \"%s\" is not present with pull policy of Never".formatted(image);
      events.warning("ErrImageNeverPull", message);
      events.warning("Failed", "Error: ErrImageNeverPull");
      container.waiting("ErrImageNeverPull", message);
      retry(container, RETRY);
      return;
    }
    String message = "Failed to pull image \"%s\": %s".formatted(image, why);
    events.normal("Pulling", "Pulling image \"%s\"".formatted(image));
    events.warning("Failed", message);
    events.warning("Failed", "Error: ErrImagePull");
    container.waiting("ErrImagePull", message);
    report();
    String backOff = "Back-off pulling image \"%s\"".formatted(image);
    events.normal("BackOff", backOff);
    events.warning("Failed", "Error: ImagePullBackOff");
    container.waiting("ImagePullBackOff", backOff + ": ErrImagePull: " + message);
    long now = node.timers().nanos();
    container.pulls().trying(now, now);
    retry(container, container.pulls().pause());
  }

  private void start(PodContainer container, ContainerImage image) {
    ContainerLog log = new ContainerLog(node.threads());
    ContainerConfig config;
    try {
      config =
          ContainerConfigs.of(
              current(),
              container.spec(),
              image,
              sandbox.orElseThrow().address(),
              configMaps(),
              log::add);
    } catch (ConfigurationException e) {
      container.needsConfiguration(true);
      events.warning("Failed", "Error: " + e.getMessage());
      container.waiting("CreateContainerConfigError", e.getMessage());
      return;
    }
    String id = newId();
    try {
      RunningContainer running = sandbox.orElseThrow().start(config);
      events.normal("Created", "Created container: " + container.name());
      events.normal("Started", "Started container " + container.name());
      begin(container, id, running, log);
    } catch (StartFailure e) {
      events.normal("Created", "Created container: " + container.name());
      events.warning("Failed", "Error: " + e.getMessage());
      ContainerEnd end =
          new ContainerEnd(
              id,
              EXIT_CODE_OF_START_ERROR,
              "StartError",
              String.valueOf(e.getMessage()),
              Instant.EPOCH,
              node.clock().instant(),
              node.timers().nanos());
      log.end();
      container.failedToStart(end, log, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.warn("container {} of {} was not started", container.name(), PodText.format(pod), e);
      events.warning("Failed", "Error: " + e.getMessage());
      container.waiting("CreateContainerError", String.valueOf(e.getMessage()));
      retry(container, RETRY);
    }
  }

  private void begin(
      PodContainer container, String id, RunningContainer running, ContainerLog log) {
    Container spec = container.spec();
    boolean started = spec.getStartupProbe() == null;
    ContainerRun run =
        new ContainerRun(id, running, log, started, started && spec.getReadinessProbe() == null);
    container.runs(run);
    probe(container, run, ProbeKind.STARTUP, spec.getStartupProbe());
    probe(container, run, ProbeKind.READINESS, spec.getReadinessProbe());
    probe(container, run, ProbeKind.LIVENESS, spec.getLivenessProbe());
    if (!started) {
      run.probe(ProbeKind.READINESS).ifPresent(ProbeLoop::hold);
      run.probe(ProbeKind.LIVENESS).ifPresent(ProbeLoop::hold);
    }
    run.eachProbe((kind, loop) -> loop.begin());
    awaitExit(container, run);
    probeOthers(container);
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void awaitExit(PodContainer container, ContainerRun run) {
    run.running()
        .exit()
        .whenComplete(
            (exit, failure) -> turns.execute(() -> exited(container, run, exit, failure)));
  }

  private void probe(PodContainer container, ContainerRun run, ProbeKind kind, Probe probe) {
    if (probe == null) {
      return;
    }
    String address = sandbox.orElseThrow().address();
    Supplier<ProbeOutcome> attempt =
        () -> prober.probe(probe, container.spec(), run.running(), address);
    ProbeLoop.Listener listener =
        new ProbeLoop.Listener() {
          @Override
          public void probed(ProbeOutcome outcome) {
            reportProbe(kind, outcome);
          }

          @Override
          public void decided(boolean passed) {
            PodWorker.this.decided(container, run, kind, passed);
          }
        };
    run.probe(kind, new ProbeLoop(probe, node.timers(), turns, node.threads(), attempt, listener));
  }

  private void reportProbe(ProbeKind kind, ProbeOutcome outcome) {
    if (outcome instanceof ProbeOutcome.Failed failed) {
      events.warning("Unhealthy", "%s probe failed: %s".formatted(kind.text(), failed.output()));
    } else if (outcome instanceof ProbeOutcome.Warned warned) {
      events.warning(
          "ProbeWarning", "%s probe warning: %s".formatted(kind.text(), warned.message()));
    } else if (outcome instanceof ProbeOutcome.Errored errored) {
      events.warning(
          "Unhealthy",
          "%s probe errored and resulted in %s state: %s"
              .formatted(kind.text(), errored.state(), errored.message()));
    }
  }

  private void decided(PodContainer container, ContainerRun run, ProbeKind kind, boolean passed) {
    switch (kind) {
      case READINESS -> {
        if (run.isReady() != passed) {
          run.ready(passed);
          probeOthers(container);
          report();
        }
      }
      case STARTUP -> {
        run.probe(kind).ifPresent(ProbeLoop::hold);
        if (passed) {
          started(container, run);
        } else {
          unhealthy(container, run, "startup", container.spec().getStartupProbe());
        }
      }
      case LIVENESS -> {
        if (!passed) {
          run.probe(kind).ifPresent(ProbeLoop::hold);
          unhealthy(container, run, "liveness", container.spec().getLivenessProbe());
        }
      }
      default -> throw new IllegalArgumentException(kind.toString());
    }
  }

  private void started(PodContainer container, ContainerRun run) {
    run.started(true);
    run.ready(container.spec().getReadinessProbe() == null);
    run.probe(ProbeKind.LIVENESS).ifPresent(ProbeLoop::resume);
    run.probe(ProbeKind.READINESS)
        .ifPresent(
            loop -> {
              loop.resume();
              loop.trigger();
            });
    probeOthers(container);
    report();
  }

  private void unhealthy(PodContainer container, ContainerRun run, String what, Probe probe) {
    String restarted = restartPolicy().equals("Never") ? "" : ", will be restarted";
    long grace =
        Objects.requireNonNullElseGet(probe.getTerminationGracePeriodSeconds(), this::specGrace);
    stop(
        container,
        run,
        "Container %s failed %s probe%s".formatted(container.name(), what, restarted),
        grace);
  }

  /** As a kubelet that looks at the pod anew probes the containers that are not ready. */
  private void probeOthers(PodContainer changed) {
    for (PodContainer other : containers) {
      other
          .run()
          .filter(run -> other != changed && run.isStarted() && !run.isReady())
          .flatMap(run -> run.probe(ProbeKind.READINESS))
          .ifPresent(ProbeLoop::trigger);
    }
  }

  private void exited(PodContainer container, ContainerRun run, Exit exit, Throwable failure) {
    run.log().end();
    if (closed || container.run().filter(run::equals).isEmpty()) {
      return;
    }
    run.end();
    ContainerEnd end =
        exit == null
            ? lost(run, failure)
            : new ContainerEnd(
                run.id(),
                exit.code(),
                exit.code() == 0 ? "Completed" : "Error",
                "",
                run.running().startedAt(),
                exit.at(),
                node.timers().nanos());
    container.ended(end);
    probeOthers(container);
    if (deleting) {
      finishWhenEnded();
    } else {
      sync();
    }
  }

  private ContainerEnd lost(ContainerRun run, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    LOG.warn("a container of pod {} was lost", PodText.format(pod), cause);
    return new ContainerEnd(
        run.id(),
        EXIT_CODE_OF_SIGKILL,
        "ContainerStatusUnknown",
        cause == null ? "it did not end after SIGKILL" : String.valueOf(cause.getMessage()),
        run.running().startedAt(),
        node.clock().instant(),
        node.timers().nanos());
  }

  private void terminate(Pod marked) {
    if (deleting || closed) {
      return;
    }
    deleting = true;
    sandboxRetry.ifPresent(Timer::cancel);
    long grace =
        Math.max(
            1,
            Objects.requireNonNullElseGet(
                marked.getMetadata().getDeletionGracePeriodSeconds(), this::specGrace));
    for (PodContainer container : containers) {
      container.forgetRetry();
      container
          .run()
          .ifPresent(
              run -> {
                run.probe(ProbeKind.STARTUP).ifPresent(ProbeLoop::end);
                run.probe(ProbeKind.LIVENESS).ifPresent(ProbeLoop::end);
                stop(container, run, "Stopping container " + container.name(), grace);
              });
    }
    finishWhenEnded();
  }

  private long specGrace() {
    return Objects.requireNonNullElse(pod.getSpec().getTerminationGracePeriodSeconds(), 30L);
  }

  private void stop(PodContainer container, ContainerRun run, String message, long grace) {
    if (!run.beginStopping()) {
      return;
    }
    events.normal("Killing", message);
    Lifecycle lifecycle = container.spec().getLifecycle();
    LifecycleHandler preStop = lifecycle == null ? null : lifecycle.getPreStop();
    if (preStop == null || grace <= 0) {
      signal(run, Duration.ofSeconds(grace));
      return;
    }
    long begun = node.timers().nanos();
    Runnable next =
        () -> {
          long used = Duration.ofNanos(node.timers().nanos() - begun).toSeconds();
          signal(run, Duration.ofSeconds(grace - used));
        };
    if (preStop.getSleep() != null) {
      long sleep = Objects.requireNonNullElse(preStop.getSleep().getSeconds(), 0L);
      run.stopTimer(later(Duration.ofSeconds(Math.min(sleep, grace)), next));
      return;
    }
    run.stopTimer(later(Duration.ofSeconds(grace), next));
    String address = sandbox.orElseThrow().address();
    BooleanSupplier hooked =
        () ->
            hook.run(preStop, container.spec(), run.running(), address, Duration.ofSeconds(grace));
    node.threads()
        .execute(
            () -> {
              boolean done = hooked.getAsBoolean();
              turns.execute(
                  () -> {
                    if (!done && !closed) {
                      events.warning("FailedPreStopHook", "PreStopHook failed");
                    }
                    if (container.run().filter(run::equals).isPresent()) {
                      next.run();
                    }
                  });
            });
  }

  private void signal(ContainerRun run, Duration grace) {
    if (!run.beginSignalling()) {
      return;
    }
    run.stopTimer(
        later(
            grace.compareTo(LEAST_GRACE) < 0 ? LEAST_GRACE : grace,
            () -> {
              run.stopTimer(later(UNKILLABLE_AFTER, () -> giveUp(run)));
              run.running().kill();
            }));
    run.running().terminate();
  }

  private void giveUp(ContainerRun run) {
    for (PodContainer container : containers) {
      if (container.run().filter(run::equals).isPresent()) {
        events.warning(
            "FailedKillPod",
            "error killing pod: container %s has not ended %s after SIGKILL"
                .formatted(container.name(), GoText.duration(UNKILLABLE_AFTER)));
        exited(container, run, null, null);
      }
    }
  }

  private void finishWhenEnded() {
    if (containers.stream().anyMatch(container -> container.run().isPresent())) {
      report();
      return;
    }
    ended = true;
    report();
    closeSandbox();
    if (node.store()
        .get(ResourceType.POD, pod.getMetadata().getNamespace(), pod.getMetadata().getName())
        .filter(this::isThisPod)
        .isPresent()) {
      node.store()
          .remove(ResourceType.POD, pod.getMetadata().getNamespace(), pod.getMetadata().getName());
    }
  }

  private boolean isThisPod(Pod other) {
    return Objects.equals(other.getMetadata().getUid(), pod.getMetadata().getUid());
  }

  private void report() {
    PodStatuses.Observed observed =
        new PodStatuses.Observed(
            restartPolicy(),
            startTime,
            sandbox.isPresent() && !ended,
            sandbox.map(PodSandbox::address),
            hostIp,
            containers.stream().map(PodContainer::status).toList(),
            ended);
    Instant now = node.clock().instant();
    node.store()
        .update(
            ResourceType.POD,
            pod.getMetadata().getNamespace(),
            pod.getMetadata().getName(),
            existing -> isThisPod(existing) ? withStatus(existing, observed, now) : existing);
  }

  private static Pod withStatus(Pod existing, PodStatuses.Observed observed, Instant now) {
    PodStatus status = PodStatuses.of(observed, existing.getStatus(), now);
    return status.equals(existing.getStatus())
        ? existing
        : new PodBuilder(existing).withStatus(status).build();
  }

  /** Returns the pod with the labels and the status that it has now. */
  private Pod current() {
    return node.store()
        .get(ResourceType.POD, pod.getMetadata().getNamespace(), pod.getMetadata().getName())
        .filter(this::isThisPod)
        .orElse(pod);
  }

  private ConfigMaps configMaps() {
    return name ->
        node.store().get(ResourceType.CONFIG_MAP, pod.getMetadata().getNamespace(), name);
  }

  private void retry(PodContainer container, Duration delay) {
    container.retry(
        later(
            delay,
            () -> {
              container.forgetRetry();
              sync();
            }));
  }

  private Timer later(Duration delay, Runnable turn) {
    return node.timers()
        .after(
            delay,
            () ->
                turns.execute(
                    () -> {
                      if (!closed) {
                        turn.run();
                      }
                    }));
  }

  private static Optional<String> internalAddress(Node node) {
    return node.getStatus() == null
        ? Optional.empty()
        : node.getStatus().getAddresses().stream()
            .filter(address -> address.getType().equals("InternalIP"))
            .map(NodeAddress::getAddress)
            .findFirst();
  }

  private static String newId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return "embedded://%016x%016x%016x%016x"
        .formatted(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
  }
}
