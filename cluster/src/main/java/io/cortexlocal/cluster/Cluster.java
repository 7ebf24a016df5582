package io.cortexlocal.cluster;

import io.cortexlocal.image.LocalImages;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A running cluster.
 *
 * <p>Safe for use by several threads.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Cluster extends AutoCloseable {

  /** The port of a node at which the Service of the gateway is to be. */
  int GATEWAY_NODE_PORT = 30_080;

  /** Returns the backend's name as it is written in settings, such as {@code k3s}. */
  String backend();

  /** Returns the objects of this cluster. */
  Kubernetes kubernetes();

  /** Returns the images that the gateway's pod can be made of. */
  @API(status = API.Status.INTERNAL)
  GatewayParts gatewayParts();

  /**
   * Returns the address at which clients on this machine reach {@link #GATEWAY_NODE_PORT}, without
   * a trailing slash. In a cluster that Cortex has been installed in, it is returned once the
   * gateway answers there.
   *
   * @throws ClusterException when it does not within the time for the start
   */
  URI gateway();

  /**
   * Returns the file with which kubectl, and whatever else reads kubeconfigs, reaches this cluster
   * from this machine, for as long as it runs. Only this process's user can read it.
   *
   * @return empty where the backend makes none
   */
  default Optional<Path> kubeconfig() {
    return Optional.empty();
  }

  /**
   * Makes images available to pods under the names by which a Deployment asks for them.
   *
   * <p>Images that the cluster already has are left alone.
   *
   * @param local how images are had on this machine; one that is not in it is looked for in the
   *     Docker engine, then pulled
   * @throws io.cortexlocal.image.ImageException naming the image that cannot be had, and why
   */
  void load(Collection<String> images, LocalImages local);

  /**
   * Sends SIGKILL to the first process of a container, from outside of the container, as the kernel
   * does when memory is short. The kubelet then does what the pod's restart policy says.
   *
   * @throws ClusterException when there is no such container, it does not run, or the backend has
   *     no way to it
   */
  default void kill(String namespace, String pod, String container) {
    throw new ClusterException(
        "the backend %s cannot kill container %s of Pod %s/%s"
            .formatted(backend(), container, namespace, pod));
  }

  /**
   * Makes sure that what the cluster runs on is still there, and that an installed gateway has not
   * failed to start.
   *
   * @throws ClusterException saying what is gone
   */
  void requireAlive();

  /** Ends everything that this cluster started. Never throws. */
  @Override
  void close();
}
