package io.cortexlocal.cluster.embedded.kubelet;

/** A container or volume cannot be set up from what the cluster has now; it may later. */
final class ConfigurationException extends Exception {

  private static final long serialVersionUID = 1L;

  ConfigurationException(String message) {
    super(message);
  }
}
