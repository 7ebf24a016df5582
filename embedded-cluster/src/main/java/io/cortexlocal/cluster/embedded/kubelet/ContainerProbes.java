package io.cortexlocal.cluster.embedded.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import java.util.List;
import java.util.function.Supplier;

/**
 * Probes the runs of a pod's containers, and marks them by it as started and ready. Used in the
 * pod's turns only.
 */
final class ContainerProbes {

  private final NodeParts node;
  private final PodTurns turns;
  private final PodEvents events;
  private final List<PodContainer> containers;
  private final Listener listener;
  private final Prober prober;

  ContainerProbes(
      NodeParts node,
      PodTurns turns,
      PodEvents events,
      List<PodContainer> containers,
      Listener listener) {
    this.node = node;
    this.turns = turns;
    this.events = events;
    this.containers = containers;
    this.listener = listener;
    prober = new Prober(node.runtime(), node.time());
  }

  /** Begins to probe a run that has just been started. */
  void begin(PodContainer container, ContainerRun run, String podIp) {
    Container spec = container.spec();
    add(container, run, podIp, ProbeKind.STARTUP, spec.getStartupProbe());
    add(container, run, podIp, ProbeKind.READINESS, spec.getReadinessProbe());
    add(container, run, podIp, ProbeKind.LIVENESS, spec.getLivenessProbe());
    if (!run.isStarted()) {
      run.probe(ProbeKind.READINESS).ifPresent(ProbeLoop::hold);
      run.probe(ProbeKind.LIVENESS).ifPresent(ProbeLoop::hold);
    }
    run.eachProbe((kind, loop) -> loop.begin());
  }

  /** As a kubelet that looks at the pod anew probes the containers that are not ready. */
  void triggerOthers(PodContainer changed) {
    for (PodContainer other : containers) {
      other
          .run()
          .filter(run -> other != changed && run.isStarted() && !run.isReady())
          .flatMap(run -> run.probe(ProbeKind.READINESS))
          .ifPresent(ProbeLoop::trigger);
    }
  }

  private void add(
      PodContainer container, ContainerRun run, String podIp, ProbeKind kind, Probe probe) {
    if (probe == null) {
      return;
    }
    Supplier<ProbeOutcome> attempt =
        () -> prober.probe(probe, container.spec(), run.running(), podIp);
    ProbeLoop.Listener told =
        new ProbeLoop.Listener() {
          @Override
          public void probed(ProbeOutcome outcome) {
            record(container, kind, outcome);
          }

          @Override
          public void decided(boolean passed) {
            ContainerProbes.this.decided(container, run, kind, probe, passed);
          }
        };
    run.probe(kind, new ProbeLoop(probe, node.time(), turns, node.threads(), attempt, told));
  }

  private void record(PodContainer container, ProbeKind kind, ProbeOutcome outcome) {
    PodEvents about = events.of(container);
    if (outcome instanceof ProbeOutcome.Failed failed) {
      about.warning("Unhealthy", "%s probe failed: %s".formatted(kind.text(), failed.output()));
    } else if (outcome instanceof ProbeOutcome.Warned warned) {
      about.warning(
          "ProbeWarning", "%s probe warning: %s".formatted(kind.text(), warned.message()));
    } else if (outcome instanceof ProbeOutcome.Errored errored) {
      about.warning(
          "Unhealthy",
          "%s probe errored and resulted in %s state: %s"
              .formatted(kind.text(), errored.state(), errored.message()));
    }
  }

  private void decided(
      PodContainer container, ContainerRun run, ProbeKind kind, Probe probe, boolean passed) {
    switch (kind) {
      case READINESS -> {
        if (run.isReady() != passed) {
          run.ready(passed);
          triggerOthers(container);
          listener.changed();
        }
      }
      case STARTUP -> {
        run.probe(kind).ifPresent(ProbeLoop::hold);
        if (passed) {
          started(container, run);
        } else {
          listener.unhealthy(container, run, kind, probe);
        }
      }
      case LIVENESS -> {
        if (!passed) {
          run.probe(kind).ifPresent(ProbeLoop::hold);
          listener.unhealthy(container, run, kind, probe);
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
    triggerOthers(container);
    listener.changed();
  }

  /** Learns what comes of it, in the pod's turns. */
  interface Listener {

    /** A run is started, ready or not ready now, and was not before. */
    void changed();

    /** A run failed its startup or liveness probe, and is to be stopped. */
    void unhealthy(PodContainer container, ContainerRun run, ProbeKind kind, Probe probe);
  }
}
