package io.cortexlocal.cluster.embedded.inspect;

import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.stream.Collectors;

/** The objects that are asked for. */
final class Objects {

  private final ObjectStore store;

  Objects(ObjectStore store) {
    this.store = store;
  }

  /**
   * Returns the objects.
   *
   * @throws InspectException as the API server says it, when there is none of the name
   */
  List<? extends HasMetadata> find(Request.Get request) {
    List<? extends HasMetadata> found =
        store.list(type(request.kind()), request.namespace(), request.labels());
    if (request.name().isEmpty()) {
      return found;
    }
    String name = request.name().get();
    List<? extends HasMetadata> named =
        found.stream().filter(object -> object.getMetadata().getName().equals(name)).toList();
    if (named.isEmpty()) {
      throw notFound(request.kind(), name);
    }
    return named;
  }

  /**
   * Returns the name of the container that is meant: the pod's first one when none is named, as
   * kubectl chooses it.
   *
   * @throws InspectException as kubectl says it, when there is no such pod or container
   */
  String container(Request.Logs request) {
    Pod pod =
        store
            .get(ResourceType.POD, request.namespace(), request.pod())
            .orElseThrow(() -> notFound(ReadableKind.PODS, request.pod()));
    List<String> names = pod.getSpec().getContainers().stream().map(Container::getName).toList();
    if (request.container().isEmpty()) {
      return names.get(0);
    }
    if (!names.contains(request.container())) {
      throw new InspectException(
          "container %s is not valid for pod %s; it has %s"
              .formatted(
                  request.container(),
                  request.pod(),
                  names.stream().collect(Collectors.joining(", "))));
    }
    return request.container();
  }

  private static InspectException notFound(ReadableKind kind, String name) {
    return new InspectException("%s \"%s\" not found".formatted(kind.qualified(), name));
  }

  private static ResourceType<?> type(ReadableKind kind) {
    return switch (kind) {
      case PODS -> ResourceType.POD;
      case DEPLOYMENTS -> ResourceType.DEPLOYMENT;
      case SERVICES -> ResourceType.SERVICE;
      case ENDPOINTSLICES -> ResourceType.ENDPOINT_SLICE;
      case VIRTUALSERVICES -> ResourceType.VIRTUAL_SERVICE;
      case GATEWAYS -> ResourceType.GATEWAY;
      case CONFIGMAPS -> ResourceType.CONFIG_MAP;
      case NODES -> ResourceType.NODE;
      case NAMESPACES -> ResourceType.NAMESPACE;
      case EVENTS -> ResourceType.EVENT;
    };
  }
}
