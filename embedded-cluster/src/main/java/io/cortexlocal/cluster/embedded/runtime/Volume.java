package io.cortexlocal.cluster.embedded.runtime;

import java.util.Map;
import java.util.OptionalLong;

/** Files that a pod's containers share; they are gone with the pod. */
public sealed interface Volume {

  /** Returns the name by which mounts refer to it. */
  String name();

  /**
   * An empty directory that everyone may write to.
   *
   * @param sizeLimit in bytes
   */
  record EmptyDir(String name, OptionalLong sizeLimit) implements Volume {}

  /** Read-only files, such as a ConfigMap's. */
  record Files(String name, Map<String, String> contents) implements Volume {

    public Files {
      contents = Map.copyOf(contents);
    }
  }
}
