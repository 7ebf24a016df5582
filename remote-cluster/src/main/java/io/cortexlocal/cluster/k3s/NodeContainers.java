package io.cortexlocal.cluster.k3s;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ResourceType;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.testcontainers.containers.Container.ExecResult;

/** The containers of pods, as the node's containerd runs them. */
final class NodeContainers {

  private static final String CONTAINERD = "containerd://";

  private final K3sNode node;
  private final Kubernetes kubernetes;

  NodeContainers(K3sNode node, Kubernetes kubernetes) {
    this.node = node;
    this.kubernetes = kubernetes;
  }

  /** A signal from inside of the container would not reach its first process. */
  void kill(String namespace, String pod, String container) {
    String id =
        running(kubernetes.get(ResourceType.POD, namespace, pod), container)
            .orElseThrow(
                () ->
                    new ClusterException(
                        "cannot kill the first process in Pod %s/%s/%s: it does not run"
                            .formatted(namespace, pod, container)));
    try {
      ExecResult result =
          node.execInContainer(
              StandardCharsets.UTF_8,
              "ctr",
              "--namespace",
              "k8s.io",
              "tasks",
              "kill",
              "--signal",
              "SIGKILL",
              id);
      if (result.getExitCode() != 0) {
        throw new ClusterException(
            "cannot kill the first process in Pod %s/%s/%s: %s"
                .formatted(namespace, pod, container, result.getStderr().strip()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run ctr on the node", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException(
          "interrupted while killing the first process in Pod %s/%s/%s"
              .formatted(namespace, pod, container),
          e);
    }
  }

  /** Returns the name that containerd has for a container that runs. */
  static Optional<String> running(Optional<Pod> pod, String container) {
    return pod.map(Pod::getStatus).stream()
        .flatMap(status -> status.getContainerStatuses().stream())
        .filter(status -> status.getName().equals(container))
        .filter(status -> status.getState() != null && status.getState().getRunning() != null)
        .map(ContainerStatus::getContainerID)
        .filter(id -> id != null && id.startsWith(CONTAINERD))
        .map(id -> id.substring(CONTAINERD.length()))
        .findFirst();
  }
}
