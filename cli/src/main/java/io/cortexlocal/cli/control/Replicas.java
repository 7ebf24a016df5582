package io.cortexlocal.cli.control;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.PodConditions;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.config.ApiKind;
import io.cortexlocal.model.IstioVirtualService;
import io.cortexlocal.spelling.Spelling;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The replicas of the deployed APIs, by what a person calls them. */
final class Replicas {

  private static final String POD = "pod/";

  private final Kubernetes kubernetes;

  Replicas(Kubernetes kubernetes) {
    this.kubernetes = kubernetes;
  }

  /**
   * Makes sure that an API is deployed and has replicas of its own.
   *
   * @throws ControlRefusal when it does not
   */
  void require(String api) {
    IstioVirtualService route =
        route(api).orElseThrow(() -> new ControlRefusal(api + " is not deployed" + others(api)));
    String kind = route.getMetadata().getLabels().getOrDefault(Names.LABEL_API_KIND, "");
    if (!kind.equals(ApiKind.REALTIME_API.text())) {
      throw new ControlRefusal(
          "%s is a %s, which has no replicas of its own.\nTry: one of the APIs that it sends to"
              .formatted(api, kind));
    }
  }

  /**
   * Returns the replica of any API that is called so.
   *
   * @param name its pod's, which may have {@code pod/} in front
   */
  Optional<Pod> called(String name) {
    String pod = name.startsWith(POD) ? name.substring(POD.length()) : name;
    return kubernetes
        .get(ResourceType.POD, Names.NAMESPACE, pod)
        .filter(it -> it.getMetadata().getLabels() != null)
        .filter(it -> it.getMetadata().getLabels().containsKey(Names.LABEL_API_NAME));
  }

  /** Returns whether an API is deployed. */
  boolean isDeployed(String api) {
    return route(api).isPresent();
  }

  private Optional<IstioVirtualService> route(String api) {
    return kubernetes.get(ResourceType.VIRTUAL_SERVICE, Names.NAMESPACE, Names.object(api));
  }

  private String others(String api) {
    List<String> names =
        kubernetes.list(ResourceType.VIRTUAL_SERVICE, Names.NAMESPACE, Map.of()).stream()
            .map(route -> route.getMetadata().getLabels().get(Names.LABEL_API_NAME))
            .filter(name -> name != null)
            .sorted()
            .toList();
    if (names.isEmpty()) {
      return "; nothing is";
    }
    return Spelling.closest(api, names)
        .map("; did you mean %s?"::formatted)
        .orElseGet(() -> "; there are: " + String.join(", ", names));
  }

  /**
   * Returns the replicas of an API, the oldest first.
   *
   * @throws ControlRefusal when it is not deployed, or has none of its own
   */
  List<Pod> of(String api) {
    require(api);
    return kubernetes
        .list(ResourceType.POD, Names.NAMESPACE, Map.of(Names.LABEL_API_NAME, api))
        .stream()
        .sorted(
            Comparator.comparing(
                    (Pod pod) -> String.valueOf(pod.getMetadata().getCreationTimestamp()))
                .thenComparing(pod -> pod.getMetadata().getName()))
        .toList();
  }

  /**
   * Returns the replica that is meant.
   *
   * @param named its pod's name, or how that ends; empty for any, one that is Ready if there is one
   * @throws ControlRefusal when there is none, or several are meant
   */
  Pod one(String api, Optional<String> named) {
    List<Pod> all = of(api);
    if (all.isEmpty()) {
      throw new ControlRefusal(
          "%s has no replica.\nTry: cortex-local describe %s".formatted(api, api));
    }
    if (named.isEmpty()) {
      return all.stream().filter(Replicas::isReady).findFirst().orElse(all.get(0));
    }
    List<Pod> meant = all.stream().filter(pod -> isMeant(pod, named.get())).toList();
    if (meant.size() != 1) {
      throw new ControlRefusal(
          "%s replica \"%s\"; %s has: %s"
              .formatted(
                  meant.isEmpty() ? "there is no" : "several are meant by",
                  named.get(),
                  api,
                  String.join(", ", names(all))));
    }
    return meant.get(0);
  }

  static List<String> names(List<Pod> pods) {
    return pods.stream().map(pod -> pod.getMetadata().getName()).toList();
  }

  static boolean isMeant(Pod pod, String named) {
    return pod.getMetadata().getName().endsWith(named);
  }

  private static boolean isReady(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null
        && pod.getStatus() != null
        && PodConditions.isReady(pod);
  }

  /**
   * Returns the container that is meant.
   *
   * @param named empty for the first of the user's
   * @throws ControlRefusal when the replica has no such one
   */
  static String container(Pod pod, Optional<String> named) {
    List<String> all = pod.getSpec().getContainers().stream().map(Container::getName).toList();
    String wanted =
        named.orElseGet(
            () ->
                all.stream()
                    .filter(name -> !name.equals(Names.PROXY_CONTAINER))
                    .findFirst()
                    .orElse(Names.PROXY_CONTAINER));
    if (!all.contains(wanted)) {
      throw new ControlRefusal(
          "replica %s has no container \"%s\"; it has: %s"
              .formatted(pod.getMetadata().getName(), wanted, String.join(", ", all)));
    }
    return wanted;
  }
}
