package io.cortexlocal.observe;

import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.observe.ContainerRuns.Run;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of the log of one run of a sidecar. Guarded by the lock of its {@link ReplicaLog}.
 */
final class SidecarRun {

  private final Run run;
  private final Set<String> asked = new HashSet<>();
  private Optional<Subscription> following = Optional.empty();
  private boolean stopped;
  private boolean ended;
  private boolean silent;

  SidecarRun(Run run) {
    this.run = run;
  }

  Run run() {
    return run;
  }

  void following(Subscription subscription) {
    following = Optional.of(subscription);
  }

  void unfollow() {
    following.ifPresent(Subscription::close);
    following = Optional.empty();
  }

  /** Says that a marker is expected. */
  void ask(String marker) {
    asked.add(marker);
  }

  /** A line is a sign that more may come. */
  void line() {
    silent = false;
  }

  void marker(String name) {
    asked.remove(name);
  }

  /** Says that the last line was read. */
  void ended() {
    ended = true;
    asked.clear();
  }

  /** Says that the container runs no more, though its last lines may be under way. */
  void stopped() {
    stopped = true;
  }

  boolean hasStopped() {
    return stopped;
  }

  boolean hasEnded() {
    return ended;
  }

  /** Says that it was waited for in vain, so that nobody waits for it once more. */
  void silent() {
    silent = true;
    asked.clear();
  }

  boolean isSilent() {
    return silent;
  }

  boolean awaits(String marker) {
    return !ended && asked.contains(marker);
  }
}
