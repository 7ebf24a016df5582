package io.cortexlocal.operator;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.model.IstioVirtualService;
import io.cortexlocal.status.PodState;
import io.cortexlocal.workload.Names;
import io.cortexlocal.workload.SplitterRoute;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The objects of APIs in a cluster. */
final class ApiObjects {

  /** The kinds of an API's objects, in the order in which they are removed. */
  static final List<ResourceType<?>> KINDS =
      List.of(
          ResourceType.VIRTUAL_SERVICE,
          ResourceType.DEPLOYMENT,
          ResourceType.SERVICE,
          ResourceType.CONFIG_MAP,
          ResourceType.SECRET);

  private final Kubernetes kubernetes;

  ApiObjects(Kubernetes kubernetes) {
    this.kubernetes = kubernetes;
  }

  <T extends HasMetadata> Optional<T> find(ResourceType<T> type, String api) {
    return kubernetes.get(type, Names.NAMESPACE, Names.object(api));
  }

  IstioVirtualService route(String api) {
    return find(ResourceType.VIRTUAL_SERVICE, api)
        .orElseThrow(() -> OperatorException.notDeployed(api));
  }

  List<IstioVirtualService> routes() {
    return kubernetes.list(
        ResourceType.VIRTUAL_SERVICE, Names.NAMESPACE, Map.of(Names.LABEL_CORTEX_API, "true"));
  }

  /** Returns the TrafficSplitters that lead to an API. */
  List<String> splittersTo(String api) {
    return routes().stream()
        .filter(route -> ApiMetadata.of(route).isSplitter())
        .filter(route -> SplitterRoute.targets(route).contains(api))
        .map(route -> ApiMetadata.of(route).name())
        .sorted()
        .toList();
  }

  PodCounts pods(String api, Deployment deployment, Instant now) {
    List<Pod> pods =
        kubernetes.list(ResourceType.POD, Names.NAMESPACE, Map.of(Names.LABEL_API_NAME, api));
    return PodCounts.of(deployment, pods, now);
  }

  /** An API is updating while it has fewer Ready replicas than it shall have, and none failed. */
  boolean isUpdating(String api, Deployment deployment, Instant now) {
    PodCounts pods = pods(api, deployment, now);
    String least = annotation(deployment, Names.ANNOTATION_MIN_REPLICAS).orElse("0");
    return pods.in(PodState.READY) < Integer.parseInt(least) && pods.failed() == 0;
  }

  /** Cortex replaces a Deployment that has no ready replica, rather than update it. */
  void deleteUnlessReady(Deployment deployment) {
    if (ApiStatus.of(deployment).ready() == 0) {
      kubernetes.delete(
          ResourceType.DEPLOYMENT, Names.NAMESPACE, deployment.getMetadata().getName());
    }
  }

  void remove(String api, Set<ResourceType<?>> kinds) {
    for (ResourceType<?> kind : KINDS) {
      if (kinds.contains(kind)) {
        kubernetes.delete(kind, Names.NAMESPACE, Names.object(api));
      }
    }
  }

  /**
   * Applies objects of an API, and removes those again that were created when that fails.
   *
   * @param created to which the application adds what it is about to create
   */
  <T> T applied(String api, Set<ResourceType<?>> created, Supplier<T> application) {
    try {
      return application.get();
    } catch (RuntimeException | Error e) {
      try {
        remove(api, created);
      } catch (ClusterException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      throw e;
    }
  }

  static Optional<String> annotation(HasMetadata object, String key) {
    return Optional.ofNullable(object.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(key));
  }
}
