package io.cortexlocal.cluster.embedded.kubelet;

import io.cortexlocal.time.Time;
import io.cortexlocal.time.Time.Timer;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Probes one run of a container: once its initial delay is over, then every period, and whenever it
 * is triggered. One probe begins when the one before has ended. Used in the pod's turns only.
 */
final class ProbeLoop {

  private static final Logger LOG = LoggerFactory.getLogger(ProbeLoop.class);

  private final NodeFailures failures = new NodeFailures(LOG);

  private final Probe probe;
  private final Time time;
  private final Executor turns;
  private final Executor threads;
  private final Supplier<ProbeOutcome> attempt;
  private final Listener listener;
  private Timer timer = () -> {};
  private boolean delayIsOver;
  private boolean probing;
  private boolean due;
  private boolean held;
  private boolean ended;
  private boolean lastPassed;
  private int sameInARow;

  /**
   * Makes a loop that has not begun.
   *
   * @param turns of the pod, in which the listener is told
   * @param threads on which the probe is made
   * @param attempt makes the probe; it may take a while
   */
  ProbeLoop(
      Probe probe,
      Time time,
      Executor turns,
      Executor threads,
      Supplier<ProbeOutcome> attempt,
      Listener listener) {
    this.probe = probe;
    this.time = time;
    this.turns = turns;
    this.threads = threads;
    this.attempt = attempt;
    this.listener = listener;
  }

  /** Begins; the container has just been started. */
  void begin() {
    later(
        Duration.ofSeconds(orDefault(probe.getInitialDelaySeconds(), 0)),
        () -> {
          delayIsOver = true;
          tick();
        });
  }

  /** Probes anew, and every period from now. Does nothing before the initial delay is over. */
  void trigger() {
    if (!ended && delayIsOver) {
      timer.cancel();
      tick();
    }
  }

  /** Probes no more, until {@link #resume}. A probe that is under way does not count. */
  void hold() {
    held = true;
  }

  void resume() {
    held = false;
  }

  /** Ends for good. A probe that is under way does not count. */
  void end() {
    ended = true;
    timer.cancel();
  }

  private void later(Duration delay, Runnable step) {
    timer =
        time.after(
            delay,
            () ->
                turns.execute(
                    () -> {
                      if (!ended) {
                        step.run();
                      }
                    }));
  }

  private void tick() {
    later(Duration.ofSeconds(Math.max(1, orDefault(probe.getPeriodSeconds(), 10))), this::tick);
    if (probing) {
      due = true;
    } else if (!held) {
      attempt();
    }
  }

  private void attempt() {
    probing = true;
    try {
      threads.execute(
          () -> {
            ProbeOutcome outcome = outcome();
            turns.execute(() -> finished(outcome));
          });
    } catch (RejectedExecutionException e) {
      LOG.debug("a probe came after the end", e);
    }
  }

  private ProbeOutcome outcome() {
    try {
      return attempt.get();
    } catch (RuntimeException | Error e) {
      failures.say("a probe could not be made", e);
      return new ProbeOutcome.Errored("unknown", String.valueOf(e));
    }
  }

  private void finished(ProbeOutcome outcome) {
    probing = false;
    if (ended) {
      return;
    }
    if (!held) {
      listener.probed(outcome);
      if (!(outcome instanceof ProbeOutcome.Errored)) {
        count(!(outcome instanceof ProbeOutcome.Failed));
      }
    }
    boolean again = due && !held && !ended;
    due = false;
    if (again) {
      attempt();
    }
  }

  private void count(boolean passed) {
    sameInARow = passed == lastPassed ? sameInARow + 1 : 1;
    lastPassed = passed;
    int threshold =
        passed
            ? orDefault(probe.getSuccessThreshold(), 1)
            : orDefault(probe.getFailureThreshold(), 3);
    if (sameInARow >= threshold) {
      listener.decided(passed);
    }
  }

  private static int orDefault(Integer value, int standard) {
    return Objects.requireNonNullElse(value, standard);
  }

  /** Learns what comes of the probes, in the pod's turns. */
  interface Listener {

    /** A probe has been made. */
    void probed(ProbeOutcome outcome);

    /** So many in a row have passed, or failed, that it counts; called again for each further. */
    void decided(boolean passed);
  }
}
