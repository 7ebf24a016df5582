package io.cortexlocal.cluster.embedded.kubelet;

import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import java.time.Duration;
import java.util.Objects;

/**
 * Stops the runs of a pod's containers: the preStop hook, then SIGTERM, and SIGKILL once the grace
 * period is over. Used in the pod's turns only.
 */
final class ContainerStop {

  /** What a container has after SIGTERM at the least, whatever its grace period. */
  private static final Duration LEAST_GRACE = Duration.ofSeconds(2);

  /** After SIGKILL, until the pod is taken down around a container that will not end. */
  private static final Duration UNKILLABLE_AFTER = Duration.ofSeconds(10);

  private final NodeParts node;
  private final PodTurns turns;
  private final PodEvents events;
  private final Hook hook;

  ContainerStop(NodeParts node, PodTurns turns, PodEvents events) {
    this.node = node;
    this.turns = turns;
    this.events = events;
    hook = new Hook(node.runtime(), node.time());
  }

  /**
   * Begins to stop a run, unless that has begun.
   *
   * @param message of the event that tells of it
   * @param grace in seconds, the hook included
   * @param unkillable told when SIGKILL has not ended it either
   */
  void begin(
      PodContainer container,
      ContainerRun run,
      String podIp,
      String message,
      long grace,
      Runnable unkillable) {
    if (!run.beginStopping()) {
      return;
    }
    events.of(container).normal("Killing", message);
    Lifecycle lifecycle = container.spec().getLifecycle();
    LifecycleHandler preStop = lifecycle == null ? null : lifecycle.getPreStop();
    Signal signal = new Signal(container, run, unkillable);
    if (preStop == null || grace <= 0) {
      signal.send(Duration.ofSeconds(grace));
      return;
    }
    long begun = node.time().nanos();
    Runnable next =
        () -> {
          long used = Duration.ofNanos(node.time().nanos() - begun).toSeconds();
          signal.send(Duration.ofSeconds(grace - used));
        };
    if (preStop.getSleep() != null) {
      long sleep = Objects.requireNonNullElse(preStop.getSleep().getSeconds(), 0L);
      run.stopTimer(turns.after(Duration.ofSeconds(Math.min(sleep, grace)), next));
      return;
    }
    run.stopTimer(turns.after(Duration.ofSeconds(grace), next));
    node.threads()
        .execute(
            () -> {
              boolean done =
                  hook.run(
                      preStop, container.spec(), run.running(), podIp, Duration.ofSeconds(grace));
              turns.execute(() -> hookEnded(container, run, done, next));
            });
  }

  /**
   * Gives a run that is being stopped only so much longer, from now on, whether or not its hook has
   * ended.
   *
   * @param message of the event that tells of it
   * @param grace in seconds
   * @param unkillable told when SIGKILL has not ended it either
   */
  void hurry(
      PodContainer container, ContainerRun run, String message, long grace, Runnable unkillable) {
    new Signal(container, run, unkillable).hurry(Duration.ofSeconds(grace));
    events.of(container).normal("Killing", message);
  }

  private void hookEnded(PodContainer container, ContainerRun run, boolean done, Runnable next) {
    if (turns.isClosed()) {
      return;
    }
    if (!done) {
      events.of(container).warning("FailedPreStopHook", "PreStopHook failed");
    }
    if (container.isRunning(run)) {
      next.run();
    }
  }

  /** SIGTERM, and what follows when it is not enough. */
  private final class Signal {

    private final PodContainer container;
    private final ContainerRun run;
    private final Runnable unkillable;

    private Signal(PodContainer container, ContainerRun run, Runnable unkillable) {
      this.container = container;
      this.run = run;
      this.unkillable = unkillable;
    }

    private void send(Duration grace) {
      if (run.beginSignalling()) {
        killAfter(grace);
        run.running().terminate();
      }
    }

    private void hurry(Duration grace) {
      killAfter(grace);
      if (run.beginSignalling()) {
        run.running().terminate();
      }
    }

    private void killAfter(Duration grace) {
      Duration atLeast = grace.compareTo(LEAST_GRACE) < 0 ? LEAST_GRACE : grace;
      run.stopTimer(turns.after(atLeast, this::kill));
    }

    private void kill() {
      run.stopTimer(turns.after(UNKILLABLE_AFTER, this::giveUp));
      run.running().kill();
    }

    private void giveUp() {
      if (container.isRunning(run)) {
        events
            .of(container)
            .warning(
                "FailedKillPod",
                "error killing pod: container %s has not ended %s after SIGKILL"
                    .formatted(container.name(), GoText.duration(UNKILLABLE_AFTER)));
        unkillable.run();
      }
    }
  }
}
