package io.cortexlocal.cluster.embedded.kubelet;

import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** A pod's object in the store. A later pod of the same name is left alone. */
final class PodObject {

  private final ObjectStore store;
  private final Pod pod;
  private final String namespace;
  private final String name;

  PodObject(ObjectStore store, Pod pod) {
    this.store = store;
    this.pod = pod;
    namespace = pod.getMetadata().getNamespace();
    name = pod.getMetadata().getName();
  }

  /** Returns the pod with the labels and the status that it has now. */
  Pod current() {
    return find().orElse(pod);
  }

  /** Writes the status, where it differs from the one that is there. */
  void status(PodStatuses.Observed observed, Instant now) {
    store.update(
        ResourceType.POD,
        namespace,
        name,
        existing -> isThisPod(existing) ? withStatus(existing, observed, now) : existing);
  }

  /** Takes the object away. */
  void remove() {
    if (find().isPresent()) {
      store.remove(ResourceType.POD, namespace, name);
    }
  }

  /** Returns the ConfigMaps that the pod may refer to. */
  ConfigMaps configMaps() {
    return configMap -> store.get(ResourceType.CONFIG_MAP, namespace, configMap);
  }

  /** Returns the Secrets that the pod may refer to. */
  Secrets secrets() {
    return secret -> store.get(ResourceType.SECRET, namespace, secret);
  }

  private Optional<Pod> find() {
    return store.get(ResourceType.POD, namespace, name).filter(this::isThisPod);
  }

  private boolean isThisPod(Pod other) {
    return Objects.equals(other.getMetadata().getUid(), pod.getMetadata().getUid());
  }

  private static Pod withStatus(Pod existing, PodStatuses.Observed observed, Instant now) {
    PodStatus status = PodStatuses.of(observed, existing.getStatus(), now);
    return status.equals(existing.getStatus())
        ? existing
        : new PodBuilder(existing).withStatus(status).build();
  }
}
