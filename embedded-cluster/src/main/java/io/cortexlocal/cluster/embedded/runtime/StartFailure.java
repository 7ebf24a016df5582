package io.cortexlocal.cluster.embedded.runtime;

/** A container's program cannot be run; the message says why, as a container runtime does. */
public final class StartFailure extends Exception {

  private static final long serialVersionUID = 1L;

  public StartFailure(String message) {
    super(message);
  }
}
