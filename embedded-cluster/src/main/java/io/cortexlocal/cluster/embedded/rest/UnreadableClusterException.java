package io.cortexlocal.cluster.embedded.rest;

/** A cluster that cannot be read, or has refused a request, with a message for people. */
public final class UnreadableClusterException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnreadableClusterException(String message) {
    super(message);
  }

  UnreadableClusterException(String message, Throwable cause) {
    super(message, cause);
  }
}
