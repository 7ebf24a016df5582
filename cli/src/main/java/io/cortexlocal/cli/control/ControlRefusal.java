package io.cortexlocal.cli.control;

/** Something that was asked for and cannot be done, with what to try. */
final class ControlRefusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ControlRefusal(String message) {
    super(message);
  }
}
