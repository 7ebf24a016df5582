package io.cortexlocal.deploy;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.Kubernetes.Change;
import io.cortexlocal.cluster.Kubernetes.LogLines;
import io.cortexlocal.cluster.Kubernetes.LostLines;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.PodConditions;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.istio.AccessLog;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.time.Signal;
import io.cortexlocal.timeline.TimelineEvent;
import io.cortexlocal.workload.Names;
import io.cortexlocal.workload.sidecar.SidecarEvent;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Follows the replicas of one API: their pods' changes and their sidecars' logs. */
final class ReplicaLog implements AutoCloseable {

  private final Kubernetes kubernetes;
  private final Signal signal;
  private final Object lock = new Object();
  private final List<TimelineEvent> events = new ArrayList<>();
  private final Map<String, Pod> pods = new TreeMap<>();
  private final Map<String, Subscription> followed = new HashMap<>();
  private final Map<String, Integer> restarts = new HashMap<>();
  private final Map<String, Set<Integer>> statuses = new HashMap<>();
  private final LossLedger losses = new LossLedger();
  private final Closer watches = new Closer();
  private Optional<Deployment> deployment = Optional.empty();
  private boolean closed;

  /**
   * Begins to follow.
   *
   * @param deploymentId of the replicas that count: a former deployment's may still be ending
   */
  ReplicaLog(Kubernetes kubernetes, String api, String deploymentId, Signal signal) {
    this.kubernetes = kubernetes;
    this.signal = signal;
    Map<String, String> labels =
        Map.of(Names.LABEL_API_NAME, api, Names.LABEL_DEPLOYMENT_ID, deploymentId);
    Optional<String> namespace = Optional.of(Names.NAMESPACE);
    watches.register(kubernetes.watch(ResourceType.POD, namespace, labels, this::changed));
    watches.register(
        kubernetes.watch(ResourceType.DEPLOYMENT, namespace, labels, this::deploymentChanged));
  }

  /** Returns the Deployment as it was last seen. */
  Optional<Deployment> deployment() {
    synchronized (lock) {
      return deployment;
    }
  }

  private void deploymentChanged(Change<Deployment> change) {
    synchronized (lock) {
      deployment =
          change instanceof Change.Deleted<Deployment>
              ? Optional.empty()
              : Optional.of(change.object());
    }
    signal.changed();
  }

  List<TimelineEvent> events() {
    synchronized (lock) {
      List<TimelineEvent> all = new ArrayList<>(events);
      all.addAll(losses.events());
      return all;
    }
  }

  List<Pod> pods() {
    synchronized (lock) {
      return List.copyOf(pods.values());
    }
  }

  /** Returns the statuses that sidecars gave a request; none when they have not told of it. */
  Set<Integer> statuses(String requestId) {
    synchronized (lock) {
      return statuses.getOrDefault(requestId, Set.of());
    }
  }

  private void changed(Change<Pod> change) {
    Pod pod = change.object();
    Instant now = Instant.now();
    synchronized (lock) {
      if (closed) {
        return;
      }
      String name = pod.getMetadata().getName();
      Pod before = change instanceof Change.Deleted<Pod> ? pods.remove(name) : pods.put(name, pod);
      if (change instanceof Change.Deleted<Pod>) {
        events.add(new TimelineEvent.Gone(now, name));
      } else {
        compare(before, pod, now);
        ContainerRuns.running(pod, Names.PROXY_CONTAINER).ifPresent(this::follow);
      }
    }
    signal.changed();
  }

  private void compare(Pod before, Pod pod, Instant now) {
    String name = pod.getMetadata().getName();
    if (before == null) {
      events.add(new TimelineEvent.Created(now, name));
    }
    boolean wasReady = before != null && PodConditions.isReady(before);
    boolean isReady = PodConditions.isReady(pod);
    if (isReady && !wasReady) {
      events.add(new TimelineEvent.Ready(now, name));
    } else if (wasReady && !isReady) {
      events.add(new TimelineEvent.NotReady(now, name));
    }
    for (ContainerStatus container : pod.getStatus().getContainerStatuses()) {
      int count = container.getRestartCount() == null ? 0 : container.getRestartCount();
      Integer seen = restarts.put(name + "/" + container.getName(), count);
      for (int restart = seen == null ? 0 : seen; restart < count; restart++) {
        events.add(new TimelineEvent.Restarted(now, name, container.getName()));
      }
    }
  }

  private void follow(ContainerRuns.Run run) {
    if (!followed.containsKey(run.id())) {
      followed.put(
          run.id(),
          kubernetes.followLogs(
              run.namespace(), run.pod(), run.container(), new SidecarLines(run)));
    }
  }

  private void sidecarLine(String replica, String line) {
    SidecarEvent.parse(line)
        .ifPresent(
            event -> {
              synchronized (lock) {
                events.add(SidecarEvents.onTimeline(replica, event));
                if (event instanceof SidecarEvent.Request request) {
                  AccessLog log = request.log();
                  statuses.merge(log.requestId(), Set.of(log.status()), ReplicaLog::union);
                }
              }
              signal.changed();
            });
  }

  private final class SidecarLines implements LogLines {

    private final ContainerRuns.Run run;

    SidecarLines(ContainerRuns.Run run) {
      this.run = run;
    }

    @Override
    public void line(String line) {
      sidecarLine(run.pod(), line);
    }

    @Override
    public void lost(LostLines lost) {
      losses.add(run.pod(), run.container(), lost);
      signal.changed();
    }
  }

  private static Set<Integer> union(Set<Integer> some, Set<Integer> others) {
    Set<Integer> all = new HashSet<>(some);
    all.addAll(others);
    return Set.copyOf(all);
  }

  @Override
  public void close() {
    watches.close();
    synchronized (lock) {
      closed = true;
      followed.values().forEach(Subscription::close);
    }
  }
}
