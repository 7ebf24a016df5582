package io.cortexlocal.deploy;

import io.cortexlocal.text.Printable;

/** An API did not come up; the message holds the evidence. */
public final class DeployException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public DeployException(String message) {
    super(Printable.of(message));
  }
}
