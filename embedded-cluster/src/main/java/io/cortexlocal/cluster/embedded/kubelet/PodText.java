package io.cortexlocal.cluster.embedded.kubelet;

import io.fabric8.kubernetes.api.model.Pod;

/** Pods in the kubelet's messages. */
final class PodText {

  private static final int LONGEST_HOST_NAME = 63;

  private PodText() {}

  /** Returns a pod's host name: its own or the pod's name, shortened as the kubelet does. */
  static String hostName(Pod pod) {
    String own = pod.getSpec().getHostname();
    String name = own == null || own.isEmpty() ? pod.getMetadata().getName() : own;
    return name.length() <= LONGEST_HOST_NAME
        ? name
        : name.substring(0, LONGEST_HOST_NAME).replaceFirst("[-.]+$", "");
  }

  /** Returns the names that lead to a pod in its own hosts file, as the kubelet writes them. */
  static String hostNames(Pod pod) {
    String name = hostName(pod);
    String subdomain = pod.getSpec().getSubdomain();
    return subdomain == null || subdomain.isEmpty()
        ? name
        : "%s.%s.%s.svc.cluster.local\t%s"
            .formatted(name, subdomain, pod.getMetadata().getNamespace(), name);
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
