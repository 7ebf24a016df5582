package io.cortexlocal.cluster.embedded.runtime;

import io.cortexlocal.cluster.ClusterException;

/** The machine did not do what the runtime asked for; the message carries its reason. */
public final class RuntimeFailure extends ClusterException {

  private static final long serialVersionUID = 1L;

  public RuntimeFailure(String message) {
    super(message);
  }

  public RuntimeFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
