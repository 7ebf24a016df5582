package io.cortexlocal.cli.control;

import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;

/**
 * Which lines of an API are wanted.
 *
 * @param replica how its pod's name ends; empty for all
 * @param container empty for all but the sidecar
 * @param proxy whether the sidecar's are wanted too
 * @param previous whether the runs before the last restarts are meant
 * @param tail how many of the last lines of each container
 */
record LogSelection(
    String api,
    Optional<String> replica,
    Optional<String> container,
    boolean proxy,
    boolean previous,
    int tail) {

  boolean has(Pod pod) {
    return replica.isEmpty() || Replicas.isMeant(pod, replica.get());
  }

  boolean has(String name) {
    return container
        .map(name::equals)
        .orElseGet(() -> proxy || !name.equals(Names.PROXY_CONTAINER));
  }

  /** Returns the wanted containers of a replica. */
  List<String> containers(Pod pod) {
    return pod.getSpec().getContainers().stream()
        .map(Container::getName)
        .filter(this::has)
        .toList();
  }
}
