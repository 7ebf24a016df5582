package io.cortexlocal.cli.io;

/** A command that cannot do what it was asked; ends with exit code 2 and no stack trace. */
public final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong, in one sentence
   */
  public UsageException(String message) {
    super(message);
  }
}
