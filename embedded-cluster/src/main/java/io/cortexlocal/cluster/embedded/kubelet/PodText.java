package io.cortexlocal.cluster.embedded.kubelet;

import io.fabric8.kubernetes.api.model.Pod;

/** Pods in the kubelet's messages. */
final class PodText {

  private static final int LONGEST_HOST_NAME = 63;

  private PodText() {}

  /** Returns a pod's host name: its name, shortened as the kubelet does. */
  static String hostName(Pod pod) {
    String name = pod.getMetadata().getName();
    return name.length() <= LONGEST_HOST_NAME
        ? name
        : name.substring(0, LONGEST_HOST_NAME).replaceFirst("[-.]+$", "");
  }

  /** Returns {@code name_namespace(uid)}. */
  static String format(Pod pod) {
    return "%s_%s(%s)"
        .formatted(
            pod.getMetadata().getName(),
            pod.getMetadata().getNamespace(),
            pod.getMetadata().getUid());
  }
}
