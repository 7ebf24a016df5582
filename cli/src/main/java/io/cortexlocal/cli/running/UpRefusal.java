package io.cortexlocal.cli.running;

/** The {@code up} refused, with what to try; ends with exit code 1. */
public final class UpRefusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UpRefusal(String message) {
    super(message);
  }
}
