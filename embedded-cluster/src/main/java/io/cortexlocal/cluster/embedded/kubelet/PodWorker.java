package io.cortexlocal.cluster.embedded.kubelet;

import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.runtime.PodSandbox;
import io.cortexlocal.cluster.embedded.runtime.RunningContainer.Exit;
import io.cortexlocal.cluster.embedded.runtime.SandboxConfig;
import io.cortexlocal.time.Time.Timer;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
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

  private static final int EXIT_CODE_OF_SIGKILL = 137;

  private final NodeFailures failures = new NodeFailures(LOG);
  private final NodeParts node;
  private final ClusterNames names;
  private final Pod pod;
  private final PodEvents events;
  private final PodObject object;
  private final PodTurns turns;
  private final List<PodContainer> containers;
  private final ContainerStart start;
  private final ContainerProbes probes;
  private final ContainerStop stop;
  private final Instant startTime;
  private final Optional<String> hostIp;
  private Optional<PodSandbox> sandbox = Optional.empty();
  private Optional<Timer> sandboxRetry = Optional.empty();
  private Timer failureRetry = () -> {};
  private boolean needsConfiguration;
  private String hosts = "";
  private volatile Optional<ServiceNames> known = Optional.empty();
  private volatile boolean marking;
  private boolean deleting;
  private long deletionGrace;
  private boolean ended;

  PodWorker(NodeParts node, ClusterNames names, Pod pod) {
    this.node = node;
    this.names = names;
    this.pod = pod;
    events = new PodEvents(node.store(), pod);
    object = new PodObject(node.store(), pod);
    turns = new PodTurns(node, this::failed);
    containers = pod.getSpec().getContainers().stream().map(PodContainer::new).toList();
    start = new ContainerStart(node, turns, events, object, brought());
    probes = new ContainerProbes(node, turns, events, containers, probed());
    stop = new ContainerStop(node, turns, events);
    startTime = node.time().instant();
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

  /** A ConfigMap or a Secret of the pod's namespace has changed. */
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
    turns.close();
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
    if (turns.isClosed()) {
      LOG.debug("pod {} failed after its end", PodText.format(pod), failure);
      return;
    }
    failures.say("pod %s failed".formatted(PodText.format(pod)), failure);
    events.warning("FailedSync", "error syncing pod: " + failure);
    failureRetry.cancel();
    failureRetry =
        turns.after(
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
    if (turns.isClosed() || marking || ended) {
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
        start.bringUp(container, sandbox.get());
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
    known = Optional.empty();
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
                      PodText.hostName(pod),
                      Volumes.of(pod, object.configMaps())));
      sandbox = Optional.of(started);
      writeHosts(names.read());
      return true;
    } catch (ConfigurationException e) {
      needsConfiguration = true;
      events.warning("FailedMount", e.getMessage());
    } catch (RuntimeException e) {
      failures.say("the sandbox of pod %s could not be started".formatted(PodText.format(pod)), e);
      closeSandbox();
      events.warning("FailedCreatePodSandBox", "Failed to create pod sandbox: " + e.getMessage());
      sandboxRetry =
          Optional.of(
              turns.after(
                  RETRY,
                  () -> {
                    sandboxRetry = Optional.empty();
                    sync();
                  }));
    }
    return false;
  }

  private void writeHosts(ServiceNames serviceNames) {
    if (sandbox.isEmpty() || turns.isClosed() || ended) {
      return;
    }
    String text =
        serviceNames.hostsFile(
            pod.getMetadata().getNamespace(), PodText.hostNames(pod), sandbox.get().address());
    if (!text.equals(hosts)) {
      sandbox.get().hosts(text);
      hosts = text;
    }
    known = Optional.of(serviceNames);
    names.known();
  }

  /** Returns whether the pod knows an address as one behind a Service, or will when it starts. */
  boolean knows(String namespace, String service, String address) {
    return known.map(written -> written.lead(namespace, service, address)).orElse(true);
  }

  private ContainerStart.Listener brought() {
    return new ContainerStart.Listener() {
      @Override
      public void changed() {
        report();
      }

      @Override
      public void started(PodContainer container, ContainerRun run) {
        probes.begin(container, run, sandbox.orElseThrow().address());
        awaitExit(container, run);
        probes.triggerOthers(container);
      }

      @Override
      public void due() {
        sync();
      }
    };
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void awaitExit(PodContainer container, ContainerRun run) {
    run.running()
        .exit()
        .whenComplete(
            (exit, failure) -> turns.execute(() -> exited(container, run, exit, failure)));
  }

  private ContainerProbes.Listener probed() {
    return new ContainerProbes.Listener() {
      @Override
      public void changed() {
        report();
      }

      @Override
      public void unhealthy(PodContainer container, ContainerRun run, ProbeKind kind, Probe probe) {
        String restarted = restartPolicy().equals("Never") ? "" : ", will be restarted";
        long grace =
            Objects.requireNonNullElseGet(
                probe.getTerminationGracePeriodSeconds(), PodWorker.this::specGrace);
        String what = kind.text().toLowerCase(Locale.ROOT);
        stop(
            container,
            run,
            "Container %s failed %s probe%s".formatted(container.name(), what, restarted),
            grace);
      }
    };
  }

  private void exited(PodContainer container, ContainerRun run, Exit exit, Throwable failure) {
    run.log().end();
    if (turns.isClosed() || !container.isRunning(run)) {
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
                node.time().nanos());
    container.ended(end);
    probes.triggerOthers(container);
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
    failures.say("a container of pod %s was lost".formatted(PodText.format(pod)), cause);
    return new ContainerEnd(
        run.id(),
        EXIT_CODE_OF_SIGKILL,
        "ContainerStatusUnknown",
        cause == null ? "it did not end after SIGKILL" : String.valueOf(cause.getMessage()),
        run.running().startedAt(),
        node.time().instant(),
        node.time().nanos());
  }

  private void terminate(Pod marked) {
    if (turns.isClosed()) {
      return;
    }
    long grace =
        Math.max(
            1,
            Objects.requireNonNullElseGet(
                marked.getMetadata().getDeletionGracePeriodSeconds(), this::specGrace));
    if (deleting) {
      if (grace < deletionGrace) {
        deletionGrace = grace;
        for (PodContainer container : containers) {
          container
              .run()
              .ifPresent(
                  run ->
                      stop.hurry(
                          container,
                          run,
                          stopping(container),
                          grace,
                          () -> exited(container, run, null, null)));
        }
      }
      return;
    }
    deleting = true;
    deletionGrace = grace;
    sandboxRetry.ifPresent(Timer::cancel);
    for (PodContainer container : containers) {
      container.forgetRetry();
      container
          .run()
          .ifPresent(
              run -> {
                run.probe(ProbeKind.STARTUP).ifPresent(ProbeLoop::end);
                run.probe(ProbeKind.LIVENESS).ifPresent(ProbeLoop::end);
                stop(container, run, stopping(container), grace);
              });
    }
    finishWhenEnded();
  }

  private long specGrace() {
    return Objects.requireNonNullElse(pod.getSpec().getTerminationGracePeriodSeconds(), 30L);
  }

  private static String stopping(PodContainer container) {
    return "Stopping container " + container.name();
  }

  private void stop(PodContainer container, ContainerRun run, String message, long grace) {
    stop.begin(
        container,
        run,
        sandbox.orElseThrow().address(),
        message,
        grace,
        () -> exited(container, run, null, null));
  }

  private void finishWhenEnded() {
    if (containers.stream().anyMatch(container -> container.run().isPresent())) {
      report();
      return;
    }
    ended = true;
    report();
    closeSandbox();
    object.remove();
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
    object.status(observed, node.time().instant());
  }

  private static Optional<String> internalAddress(Node node) {
    return node.getStatus() == null
        ? Optional.empty()
        : node.getStatus().getAddresses().stream()
            .filter(address -> address.getType().equals("InternalIP"))
            .map(NodeAddress::getAddress)
            .findFirst();
  }
}
