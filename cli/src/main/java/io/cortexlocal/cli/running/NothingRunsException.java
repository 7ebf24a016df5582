package io.cortexlocal.cli.running;

/** No {@code up} runs in a folder, or it does not answer; ends with exit code 1. */
public final class NothingRunsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NothingRunsException(String message) {
    super(message);
  }
}
