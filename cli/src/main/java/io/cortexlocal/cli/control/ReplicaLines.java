package io.cortexlocal.cli.control;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.Kubernetes.Change;
import io.cortexlocal.cluster.Kubernetes.LogLines;
import io.cortexlocal.cluster.Kubernetes.LostLines;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What the replicas of an API write, from a moment on, those that come later included. Whoever
 * reads slowly slows down the reading of the logs, and nothing is kept but some lines.
 */
final class ReplicaLines implements AutoCloseable {

  private static final int WAITING_LINES = 1_000;
  private static final long OFFER_MILLIS = 200;

  private final Kubernetes kubernetes;
  private final LogSelection selection;
  private final BlockingQueue<LoggedLine> queue = new LinkedBlockingQueue<>(WAITING_LINES);
  private final Set<String> followed = new HashSet<>();

  /** Of what ran before, the last lines alone may be wanted. */
  private final Set<String> before = new HashSet<>();

  private final Closer closer = new Closer();
  private volatile boolean closed;

  private ReplicaLines(Kubernetes kubernetes, LogSelection selection) {
    this.kubernetes = kubernetes;
    this.selection = selection;
  }

  static ReplicaLines follow(Kubernetes kubernetes, LogSelection selection) {
    ReplicaLines lines = new ReplicaLines(kubernetes, selection);
    for (Pod pod :
        kubernetes.list(
            ResourceType.POD, Names.NAMESPACE, Map.of(Names.LABEL_API_NAME, selection.api()))) {
      if (pod.getStatus() != null) {
        pod.getStatus()
            .getContainerStatuses()
            .forEach(status -> lines.before.add(run(pod.getMetadata().getName(), status)));
      }
    }
    lines.closer.register(
        kubernetes.watch(
            ResourceType.POD,
            Optional.of(Names.NAMESPACE),
            Map.of(Names.LABEL_API_NAME, selection.api()),
            lines::changed));
    return lines;
  }

  /** Returns the last lines of the replicas that there are. */
  static List<LoggedLine> last(Kubernetes kubernetes, LogSelection selection, List<Pod> pods) {
    return pods.stream()
        .filter(selection::has)
        .flatMap(
            pod ->
                selection.containers(pod).stream()
                    .flatMap(
                        container ->
                            logs(kubernetes, selection, pod, container, selection.tail())
                                .lines()
                                .map(
                                    line ->
                                        new LoggedLine(
                                            pod.getMetadata().getName(), container, line))))
        .toList();
  }

  private static String logs(
      Kubernetes kubernetes, LogSelection selection, Pod pod, String container, int lines) {
    return kubernetes.logs(
        Names.NAMESPACE, pod.getMetadata().getName(), container, lines, selection.previous());
  }

  /** Returns the next line; empty when none came within some milliseconds. */
  Optional<LoggedLine> next(long millis) throws InterruptedException {
    return Optional.ofNullable(queue.poll(millis, TimeUnit.MILLISECONDS));
  }

  private void changed(Change<Pod> change) {
    Pod pod = change.object();
    if (change instanceof Change.Deleted || !selection.has(pod) || pod.getStatus() == null) {
      return;
    }
    for (ContainerStatus status : pod.getStatus().getContainerStatuses()) {
      if (selection.has(status.getName()) && hasBegun(status)) {
        try {
          follow(pod, status);
        } catch (ClusterException e) {
          // It may be gone by now.
          hand(pod.getMetadata().getName(), status.getName(), "[" + e.getMessage() + "]");
        }
      }
    }
  }

  private void hand(String replica, String container, String line) {
    LoggedLine logged = new LoggedLine(replica, container, line);
    try {
      while (!closed && !queue.offer(logged, OFFER_MILLIS, TimeUnit.MILLISECONDS)) {
        // The reader is slow, and may leave.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One that waits for its restart has the log of the run that ended. */
  private static boolean hasBegun(ContainerStatus status) {
    return status.getState() != null
        && (status.getState().getWaiting() == null
            || (status.getLastState() != null && status.getLastState().getTerminated() != null));
  }

  /** Each run of a container has a log of its own. */
  private static String run(String pod, ContainerStatus status) {
    return pod + " " + status.getName() + " " + status.getRestartCount();
  }

  private void follow(Pod pod, ContainerStatus status) {
    String name = pod.getMetadata().getName();
    synchronized (followed) {
      if (closed || !followed.add(run(name, status))) {
        return;
      }
    }
    long skipped =
        selection.tail() == Integer.MAX_VALUE || !before.contains(run(name, status))
            ? 0
            : logs(kubernetes, selection, pod, status.getName(), Integer.MAX_VALUE).lines().count()
                - selection.tail();
    Subscription subscription =
        kubernetes.followLogs(
            Names.NAMESPACE,
            name,
            status.getName(),
            new Follower(name, status.getName(), Math.max(0, skipped)));
    synchronized (followed) {
      if (!closed) {
        closer.register(subscription);
        return;
      }
    }
    subscription.close();
  }

  @Override
  public void close() {
    synchronized (followed) {
      closed = true;
    }
    closer.close();
  }

  /** Hands on the lines of one run of a container. */
  private final class Follower implements LogLines {

    private final String replica;
    private final String container;
    private long skipped;

    Follower(String replica, String container, long skipped) {
      this.replica = replica;
      this.container = container;
      this.skipped = skipped;
    }

    @Override
    public void line(String line) {
      if (skipped > 0) {
        skipped--;
      } else {
        hand(replica, container, line);
      }
    }

    @Override
    public void lost(LostLines lost) {
      hand(replica, container, lost.describe());
    }
  }
}
