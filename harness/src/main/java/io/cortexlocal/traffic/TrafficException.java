package io.cortexlocal.traffic;

/** A request got no answer at all. */
public final class TrafficException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public TrafficException(String message, Throwable cause) {
    super(message, cause);
  }
}
