package io.cortexlocal.cluster.embedded.linux;

/** Where in the node a process shall run. Files and processes are the node's in every case. */
public sealed interface Entry {

  /** In a pod's network and IPC namespaces, by {@link LinuxSandbox#id}. */
  record Pod(String id) implements Entry {}

  /** In the node's own network, 10.42.0.1, in which the pods can be reached. */
  record Node() implements Entry {}

  /** In this machine's network, in which no pod can be reached. */
  record HostNetwork() implements Entry {}
}
