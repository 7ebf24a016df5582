package io.cortexlocal.cluster.embedded.kubelet;

import io.cortexlocal.cluster.embedded.runtime.RunningContainer;
import io.cortexlocal.time.Time.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** A container that is running. Used in the pod's turns only. */
final class ContainerRun {

  private final String id;
  private final RunningContainer running;
  private final ContainerLog log;
  private final Map<ProbeKind, ProbeLoop> probes = new EnumMap<>(ProbeKind.class);
  private boolean started;
  private boolean ready;
  private boolean stopping;
  private boolean signalled;
  private Timer stopTimer = () -> {};

  /**
   * Makes a run.
   *
   * @param id new with every run
   * @param started whether it counts as started, for want of a startup probe
   * @param ready whether it counts as ready, for want of a probe that says otherwise
   */
  ContainerRun(
      String id, RunningContainer running, ContainerLog log, boolean started, boolean ready) {
    this.id = id;
    this.running = running;
    this.log = log;
    this.started = started;
    this.ready = ready;
  }

  String id() {
    return id;
  }

  RunningContainer running() {
    return running;
  }

  ContainerLog log() {
    return log;
  }

  boolean isStarted() {
    return started;
  }

  void started(boolean now) {
    started = now;
  }

  boolean isReady() {
    return ready;
  }

  void ready(boolean now) {
    ready = now;
  }

  void probe(ProbeKind kind, ProbeLoop loop) {
    probes.put(kind, loop);
  }

  Optional<ProbeLoop> probe(ProbeKind kind) {
    return Optional.ofNullable(probes.get(kind));
  }

  void eachProbe(BiConsumer<ProbeKind, ProbeLoop> action) {
    probes.forEach(action);
  }

  /** Marks it as being stopped, and returns whether it was not before. */
  boolean beginStopping() {
    boolean first = !stopping;
    stopping = true;
    return first;
  }

  /** Marks it as having been sent SIGTERM, and returns whether it was not before. */
  boolean beginSignalling() {
    boolean first = !signalled;
    signalled = true;
    return first;
  }

  /** Sets what is done next to stop it, in place of what was to be done. */
  void stopTimer(Timer timer) {
    stopTimer.cancel();
    stopTimer = timer;
  }

  /** Ends its probes and timers. */
  void end() {
    stopTimer.cancel();
    probes.values().forEach(ProbeLoop::end);
  }
}
