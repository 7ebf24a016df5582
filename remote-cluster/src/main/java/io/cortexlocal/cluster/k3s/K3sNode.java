package io.cortexlocal.cluster.k3s;

import com.github.dockerjava.api.command.InspectContainerResponse;
import java.nio.charset.StandardCharsets;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The container of the node.
 *
 * <p>Testcontainers reads the node's kubeconfig with classes that its version 1 does not have,
 * which other projects' lists of versions ask for. So that is done here.
 */
final class K3sNode extends K3sContainer {

  static final int API_PORT = 6443;

  private static final String KUBECONFIG = "/etc/rancher/k3s/k3s.yaml";

  K3sNode(String image) {
    super(DockerImageName.parse(image).asCompatibleSubstituteFor("rancher/k3s"));
  }

  @Override
  protected void containerIsStarted(InspectContainerResponse info) {}

  /**
   * Returns the node's kubeconfig, with the address at which this machine reaches the API server.
   * There is one once the node has started.
   */
  String kubeconfig() {
    String own =
        copyFileFromContainer(
            KUBECONFIG, file -> new String(file.readAllBytes(), StandardCharsets.UTF_8));
    return own.replaceAll(
        "server: \\S+", "server: https://%s:%d".formatted(getHost(), getMappedPort(API_PORT)));
  }
}
