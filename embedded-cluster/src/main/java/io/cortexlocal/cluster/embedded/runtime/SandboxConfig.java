package io.cortexlocal.cluster.embedded.runtime;

import java.util.List;

/**
 * A pod, before its containers.
 *
 * @param namespace of the pod
 * @param name of the pod
 * @param hostName of the pod, at most 63 characters
 * @param volumes that its containers may mount
 */
public record SandboxConfig(String namespace, String name, String hostName, List<Volume> volumes) {

  public SandboxConfig {
    volumes = List.copyOf(volumes);
  }
}
