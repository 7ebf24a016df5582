package io.cortexlocal.activator;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.Kubernetes.Change;
import io.cortexlocal.cluster.PodConditions;
import io.cortexlocal.cluster.ProgramContext;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.config.ApiKind;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.model.IstioVirtualService;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Signal;
import io.cortexlocal.time.Time;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The Realtime APIs of a cluster, their replicas that are Ready, and how one is awakened. */
final class ActivatedApis implements AutoCloseable {

  /** Somebody may have scaled an API to zero again, or the cluster may not have answered. */
  private static final Duration AWAKEN_AGAIN = Duration.ofSeconds(10);

  private static final Map<String, String> REALTIME =
      Map.of(Names.LABEL_API_KIND, ApiKind.REALTIME_API.text());

  private final ProgramContext context;
  private final Kubernetes kubernetes;
  private final Time time;
  private final Executor executor;
  private final Signal changed = new Signal();
  private final Map<String, ActivatedApi> apis = new ConcurrentHashMap<>();
  private final Map<String, Pod> ready = new ConcurrentHashMap<>();
  private final AtomicInteger turns = new AtomicInteger();
  private final Closer closer = new Closer();

  private ActivatedApis(ProgramContext context, Executor executor) {
    this.context = context;
    this.kubernetes = context.kubernetes();
    this.time = context.time();
    this.executor = executor;
  }

  /**
   * Begins to watch.
   *
   * @param executor on which APIs are awakened
   */
  static ActivatedApis watch(ProgramContext context, Executor executor) {
    ActivatedApis apis = new ActivatedApis(context, executor);
    try {
      Optional<String> namespace = Optional.of(Names.NAMESPACE);
      apis.closer.register(
          apis.kubernetes.watch(
              ResourceType.VIRTUAL_SERVICE, namespace, REALTIME, apis::routeChanged));
      apis.closer.register(
          apis.kubernetes.watch(ResourceType.POD, namespace, REALTIME, apis::podChanged));
      return apis;
    } catch (RuntimeException | Error e) {
      apis.close();
      throw e;
    }
  }

  /**
   * Returns an API, also one of which the watch has not told yet.
   *
   * @throws ClusterException when the cluster does not answer
   */
  Optional<ActivatedApi> find(String name) {
    ActivatedApi known = apis.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<ActivatedApi> found =
        route(name).map(route -> apis.computeIfAbsent(name, any -> ActivatedApi.of(route)));
    if (found.isPresent() && route(name).isEmpty()) {
      // The watch may have told of that before.
      forget(name);
      return Optional.empty();
    }
    return found;
  }

  private Optional<IstioVirtualService> route(String api) {
    return kubernetes
        .get(ResourceType.VIRTUAL_SERVICE, Names.NAMESPACE, Names.object(api))
        .filter(ActivatedApis::isRealtime);
  }

  private void forget(String api) {
    @Nullable ActivatedApi deleted = apis.remove(api);
    if (deleted != null) {
      deleted.deleted();
    }
  }

  /** Returns what tells of each change. */
  Signal signal() {
    return changed;
  }

  /**
   * Waits until a replica of an API is Ready, and has the API awakened as long as none is.
   *
   * @param departed whether nobody waits any more
   * @return empty when that is so, the API is gone, or the deadline has passed
   */
  Optional<Pod> awaitReplica(ActivatedApi api, Deadline deadline, BooleanSupplier departed)
      throws InterruptedException {
    while (true) {
      Optional<Pod> replica = replica(api);
      if (replica.isPresent() || isOver(api, deadline, departed)) {
        return replica;
      }
      awaken(api);
      Duration pause = AWAKEN_AGAIN.compareTo(deadline.left()) < 0 ? AWAKEN_AGAIN : deadline.left();
      changed.await(
          Deadline.after(pause, time),
          () -> replica(api).isPresent() || isOver(api, deadline, departed));
    }
  }

  private static boolean isOver(ActivatedApi api, Deadline deadline, BooleanSupplier departed) {
    return api.isGone() || deadline.passed() || departed.getAsBoolean();
  }

  private Optional<Pod> replica(ActivatedApi api) {
    List<Pod> all =
        ready.values().stream()
            .filter(pod -> api.name().equals(label(pod)))
            .sorted(Comparator.comparing((Pod pod) -> pod.getMetadata().getName()))
            .toList();
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(all.get(Math.floorMod(turns.getAndIncrement(), all.size())));
  }

  /** Has an API without replicas get one, as Cortex's autoscaler does when it is asked for that. */
  private void awaken(ActivatedApi api) {
    if (!api.beginAwakening()) {
      return;
    }
    try {
      executor.execute(
          () -> {
            try {
              scaleToOne(api.name());
            } catch (RuntimeException e) {
              context.output("api %s was not awakened: %s".formatted(api.name(), e.getMessage()));
            } finally {
              api.endAwakening();
            }
          });
    } catch (RejectedExecutionException ended) {
      api.endAwakening();
    }
  }

  private void scaleToOne(String api) {
    boolean sleeps =
        kubernetes
            .get(ResourceType.DEPLOYMENT, Names.NAMESPACE, Names.object(api))
            .filter(ActivatedApis::hasNoReplica)
            .isPresent();
    if (sleeps) {
      kubernetes.scale(Names.NAMESPACE, Names.object(api), 1);
      context.output("awakened api %s for a request".formatted(api));
    }
  }

  private static boolean hasNoReplica(Deployment deployment) {
    return Integer.valueOf(0).equals(deployment.getSpec().getReplicas());
  }

  private void routeChanged(Change<IstioVirtualService> change) {
    IstioVirtualService route = change.object();
    String name = route.getMetadata().getLabels().get(Names.LABEL_API_NAME);
    if (name == null) {
      return;
    }
    if (change instanceof Change.Deleted) {
      forget(name);
    } else {
      try {
        apis.computeIfAbsent(name, any -> ActivatedApi.of(route)).changed(route);
      } catch (IllegalArgumentException e) {
        context.output(String.valueOf(e.getMessage()));
      }
    }
    changed.changed();
  }

  private void podChanged(Change<Pod> change) {
    Pod pod = change.object();
    boolean serves =
        !(change instanceof Change.Deleted)
            && pod.getMetadata().getDeletionTimestamp() == null
            && PodConditions.isReady(pod);
    if (serves) {
      ready.put(pod.getMetadata().getName(), pod);
    } else {
      ready.remove(pod.getMetadata().getName());
    }
    changed.changed();
  }

  private static boolean isRealtime(IstioVirtualService route) {
    Map<String, String> labels = route.getMetadata().getLabels();
    return labels != null
        && ApiKind.REALTIME_API.text().equals(labels.get(Names.LABEL_API_KIND))
        && labels.get(Names.LABEL_API_NAME) != null;
  }

  private static @Nullable String label(Pod pod) {
    return pod.getMetadata().getLabels().get(Names.LABEL_API_NAME);
  }

  @Override
  public void close() {
    closer.close();
  }
}
