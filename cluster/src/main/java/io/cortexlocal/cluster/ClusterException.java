package io.cortexlocal.cluster;

/** A cluster cannot be started, reached, or told to do something; the message says what to try. */
public class ClusterException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ClusterException(String message) {
    super(message);
  }

  public ClusterException(String message, Throwable cause) {
    super(message, cause);
  }
}
