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

  PodEvents(ObjectStore store, Pod pod) {
    this.store = store;
    this.pod = pod;
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
      store.record(pod, "kubelet", type, reason, message);
    } catch (ClusterException e) {
      LOG.warn("{} {} of pod {}: {}", type, reason, PodText.format(pod), message, e);
    }
  }
}
