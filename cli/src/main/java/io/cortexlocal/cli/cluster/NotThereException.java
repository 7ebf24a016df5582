package io.cortexlocal.cli.cluster;

/** Something that is not there, as {@code kubectl} has it too; ends with exit code 1. */
final class NotThereException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NotThereException(String message) {
    super(message);
  }
}
