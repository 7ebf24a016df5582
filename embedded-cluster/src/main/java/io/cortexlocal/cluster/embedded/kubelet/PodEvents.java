package io.cortexlocal.cluster.embedded.kubelet;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.fabric8.kubernetes.api.model.Pod;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records the kubelet's events about one pod. */
final class PodEvents {

  private static final Logger LOG = LoggerFactory.getLogger(PodEvents.class);

  private final ObjectStore store;
  private final Pod pod;
  private final String fieldPath;

  PodEvents(ObjectStore store, Pod pod) {
    this(store, pod, null);
  }

  private PodEvents(ObjectStore store, Pod pod, String fieldPath) {
    this.store = store;
    this.pod = pod;
    this.fieldPath = fieldPath;
  }

  /** Returns what records the events about one of the pod's containers. */
  PodEvents of(PodContainer container) {
    return new PodEvents(store, pod, "spec.containers{" + container.name() + "}");
  }

  void normal(String reason, String message) {
    record("Normal", reason, message);
  }

  void warning(String reason, String message) {
    record("Warning", reason, message);
  }

  /** An event that cannot be recorded must not keep the pod from being run. */
  private void record(String type, String reason, String message) {
    try {
      store.record(pod, fieldPath, "kubelet", type, reason, message);
    } catch (ClusterException e) {
      LOG.warn("{} {} of pod {}: {}", type, reason, PodText.format(pod), message, e);
    }
  }
}
