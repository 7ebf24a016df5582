package io.cortexlocal.cli.io;

/** Standard output does not take what a command writes. */
public final class OutputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean closed;

  OutputException(String message, boolean closed) {
    super(message);
    this.closed = closed;
  }

  /** Returns whether whoever read the output went away, as {@code head} does. */
  public boolean isClosed() {
    return closed;
  }
}
