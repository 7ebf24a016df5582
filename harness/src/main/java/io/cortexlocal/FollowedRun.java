package io.cortexlocal;

import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes.LogLines;
import io.cortexlocal.cluster.Kubernetes.LostLines;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Signal;
import io.cortexlocal.time.Time;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What the latest run of a container writes, also when that has still to begin. */
final class FollowedRun implements AutoCloseable {

  /** How often the cluster is asked whether there is another run. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  private final Cluster cluster;
  private final String pod;
  private final String container;
  private final Predicate<String> wanted;
  private final Time time;
  private final Signal signal = new Signal();
  private final List<String> lines = new ArrayList<>();
  private final List<String> unseen = new ArrayList<>();
  private boolean found;
  private Subscription following = () -> {};
  private String run = "";
  private Optional<Long> looked = Optional.empty();

  /**
   * @param wanted is given each line once, by the thread that waits
   */
  FollowedRun(Cluster cluster, String pod, String container, Predicate<String> wanted, Time time) {
    this.cluster = cluster;
    this.pod = pod;
    this.container = container;
    this.wanted = wanted;
    this.time = time;
  }

  /**
   * Waits for the line.
   *
   * @return whether it came in time
   * @throws ClusterException when the pod or the cluster is gone
   */
  boolean await(Deadline deadline) throws InterruptedException {
    return signal.await(
        deadline,
        () -> {
          if (!isFound()) {
            followLatest();
          }
          return isFound();
        });
  }

  private boolean isFound() {
    List<String> now;
    synchronized (lines) {
      now = List.copyOf(unseen);
      unseen.clear();
    }
    for (String line : now) {
      found = found || wanted.test(line);
    }
    return found;
  }

  /** Returns what the run has written so far, and what is known to be lost of it. */
  List<String> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  private void followLatest() {
    if (looked.isPresent() && time.nanos() - looked.get() < BETWEEN_LOOKS.toNanos()) {
      return;
    }
    looked = Optional.of(time.nanos());
    cluster.requireAlive();
    Pod now =
        cluster
            .kubernetes()
            .get(ResourceType.POD, Names.NAMESPACE, pod)
            .orElseThrow(() -> new ClusterException("pod " + pod + " is gone"));
    String latest = run(now);
    if (latest.equals(run)) {
      return;
    }
    following.close();
    synchronized (lines) {
      lines.clear();
      unseen.clear();
    }
    run = latest;
    following = cluster.kubernetes().followLogs(Names.NAMESPACE, pod, container, new Lines());
  }

  /** Tells one run from another, and from one that has not begun, of which no line comes. */
  private String run(Pod now) {
    return now.getStatus() == null
        ? "none"
        : now.getStatus().getContainerStatuses().stream()
            .filter(status -> status.getName().equals(container))
            .findFirst()
            .map(FollowedRun::run)
            .orElse("none");
  }

  private static String run(ContainerStatus status) {
    boolean begun = status.getState() != null && status.getState().getWaiting() == null;
    return status.getRestartCount() + (begun ? " begun" : " waiting");
  }

  @Override
  public void close() {
    following.close();
  }

  /** Takes the lines. */
  private final class Lines implements LogLines {

    @Override
    public void line(String line) {
      synchronized (lines) {
        lines.add(line);
        unseen.add(line);
      }
      signal.changed();
    }

    @Override
    public void lost(LostLines lost) {
      synchronized (lines) {
        lines.add(lost.describe());
      }
    }
  }
}
