package io.cortexlocal.cluster.embedded.runtime;

import java.util.List;

/**
 * A pod, before its containers.
 *
 * @param namespace of the pod
 * @param name of the pod, which is its host name too
 * @param volumes that its containers may mount
 */
public record SandboxConfig(String namespace, String name, List<Volume> volumes) {

  public SandboxConfig {
    volumes = List.copyOf(volumes);
  }
}
