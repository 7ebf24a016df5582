package io.cortexlocal.cli.running;

/** The operator refused, in Cortex's words; ends with exit code 1. */
public final class OperatorRefusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  OperatorRefusal(String message) {
    super(message);
  }
}
