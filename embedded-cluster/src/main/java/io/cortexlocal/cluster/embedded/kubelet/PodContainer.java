package io.cortexlocal.cluster.embedded.kubelet;

import io.cortexlocal.cluster.embedded.runtime.RunningContainer;
import io.cortexlocal.time.Time.Timer;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import java.util.Optional;

/**
 * A container of a pod over all its runs. Changed in the pod's turns only; its logs and the running
 * container may be asked for at any time.
 */
final class PodContainer {

  private final Container spec;
  private final BackOff crashes = new BackOff();
  private final BackOff pulls = new BackOff();
  private State state = new Waiting("ContainerCreating", "");
  private Optional<ContainerEnd> end = Optional.empty();
  private Optional<ContainerEnd> endBefore = Optional.empty();
  private String lastId;
  private int attempts;
  private Optional<Timer> retry = Optional.empty();
  private boolean needsConfiguration;
  private volatile Optional<ContainerLog> log = Optional.empty();
  private volatile Optional<ContainerLog> previousLog = Optional.empty();
  private volatile Optional<RunningContainer> running = Optional.empty();

  PodContainer(Container spec) {
    this.spec = spec;
  }

  Container spec() {
    return spec;
  }

  String name() {
    return spec.getName();
  }

  BackOff crashes() {
    return crashes;
  }

  BackOff pulls() {
    return pulls;
  }

  Optional<ContainerRun> run() {
    return state instanceof Running now ? Optional.of(now.run()) : Optional.empty();
  }

  boolean isRunning(ContainerRun run) {
    return run().filter(run::equals).isPresent();
  }

  /** Returns how its last run ended, when there was one. */
  Optional<ContainerEnd> end() {
    return end;
  }

  /** Returns whether its last run has ended, and no further one has been tried since. */
  boolean isTerminated() {
    return state instanceof Terminated;
  }

  /** Returns the log of this run, or of the last one. */
  Optional<ContainerLog> log() {
    return log;
  }

  /** Returns the log of the run that the status calls the last one. */
  Optional<ContainerLog> previousLog() {
    return previousLog;
  }

  Optional<RunningContainer> running() {
    return running;
  }

  /**
   * Returns whether it shall run, but cannot now: a timer, a ConfigMap or a Secret will bring it
   * on.
   */
  boolean isHeldUp() {
    return retry.isPresent() || needsConfiguration;
  }

  boolean needsConfiguration() {
    return needsConfiguration;
  }

  void needsConfiguration(boolean now) {
    needsConfiguration = now;
  }

  void retry(Timer timer) {
    retry = Optional.of(timer);
  }

  void forgetRetry() {
    retry.ifPresent(Timer::cancel);
    retry = Optional.empty();
  }

  void waiting(String reason, String message) {
    state = new Waiting(reason, message);
    if (log.isPresent()) {
      previousLog = log;
    }
  }

  void runs(ContainerRun run) {
    attempts++;
    lastId = run.id();
    endBefore = end;
    previousLog = log;
    log = Optional.of(run.log());
    running = Optional.of(run.running());
    state = new Running(run);
  }

  /** Says that a run could not be started, which counts as one that has ended. */
  void failedToStart(ContainerEnd failure, ContainerLog emptyLog, String message) {
    attempts++;
    lastId = failure.containerId();
    end = Optional.of(failure);
    log = Optional.of(emptyLog);
    waiting("RunContainerError", message);
  }

  void ended(ContainerEnd how) {
    end = Optional.of(how);
    running = Optional.empty();
    state = new Terminated(how);
  }

  ContainerStatus status() {
    ContainerStatusBuilder status =
        new ContainerStatusBuilder()
            .withName(spec.getName())
            .withImage(spec.getImage())
            .withImageID(lastId == null ? "" : spec.getImage())
            .withContainerID(lastId)
            .withRestartCount(Math.max(0, attempts - 1))
            .withReady(run().map(ContainerRun::isReady).orElse(false))
            .withStarted(run().map(ContainerRun::isStarted).orElse(false))
            .withLastState(
                (state instanceof Waiting ? end : endBefore)
                    .map(ContainerEnd::state)
                    .orElseGet(() -> new ContainerStateBuilder().build()));
    if (state instanceof Waiting waiting) {
      status
          .withNewState()
          .withNewWaiting()
          .withReason(waiting.reason())
          .withMessage(waiting.message().isEmpty() ? null : waiting.message())
          .endWaiting()
          .endState();
    } else if (state instanceof Running now) {
      status
          .withNewState()
          .withNewRunning()
          .withStartedAt(PodStatuses.timestamp(now.run().running().startedAt()))
          .endRunning()
          .endState();
    } else {
      status.withState(((Terminated) state).how().state());
    }
    return status.build();
  }

  private sealed interface State {}

  private record Waiting(String reason, String message) implements State {}

  private record Running(ContainerRun run) implements State {}

  private record Terminated(ContainerEnd how) implements State {}
}
