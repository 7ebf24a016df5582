package io.cortexlocal.cluster.embedded.inspect;

/** A cluster that cannot be read, or has refused a request, with a message for people. */
public final class InspectException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  InspectException(String message) {
    super(message);
  }

  InspectException(String message, Throwable cause) {
    super(message, cause);
  }
}
