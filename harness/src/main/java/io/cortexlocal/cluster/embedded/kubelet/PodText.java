package io.cortexlocal.cluster.embedded.kubelet;

import io.fabric8.kubernetes.api.model.Pod;

/** Pods in the kubelet's messages. */
final class PodText {

  private PodText() {}

  /** Returns {@code name_namespace(uid)}. */
  static String format(Pod pod) {
    return "%s_%s(%s)"
        .formatted(
            pod.getMetadata().getName(),
            pod.getMetadata().getNamespace(),
            pod.getMetadata().getUid());
  }
}
