package io.cortexlocal.cluster;

import io.cortexlocal.text.Printable;

/** A cluster cannot be started, reached, or told to do something; the message says what to try. */
public class ClusterException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ClusterException(String message) {
    super(printable(message));
  }

  public ClusterException(String message, Throwable cause) {
    super(printable(message), cause);
  }

  /** What failed below may have said nothing. */
  private static String printable(String message) {
    return message == null ? null : Printable.of(message);
  }
}
