package io.cortexlocal.cli.demo;

/**
 * The demo ran, and something came out otherwise than it should; the message holds the evidence.
 */
final class UnexpectedOutcome extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnexpectedOutcome(String message) {
    super(message);
  }
}
