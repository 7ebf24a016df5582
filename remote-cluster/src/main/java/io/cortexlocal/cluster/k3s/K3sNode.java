package io.cortexlocal.cluster.k3s;

import com.github.dockerjava.api.command.InspectContainerResponse;
import io.fabric8.kubernetes.client.Config;
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

  /** Returns how this machine reaches the API server, once the node has started. */
  Config access() {
    String kubeconfig =
        copyFileFromContainer(
            KUBECONFIG, file -> new String(file.readAllBytes(), StandardCharsets.UTF_8));
    Config access = Config.fromKubeconfig(kubeconfig);
    access.setMasterUrl("https://%s:%d/".formatted(getHost(), getMappedPort(API_PORT)));
    return access;
  }
}
