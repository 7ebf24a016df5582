package io.cortexlocal.cluster;

import org.apiguardian.api.API;

/** Something could not be installed; the message says why and what to try. */
@API(status = API.Status.INTERNAL)
public final class SetupException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SetupException(String message) {
    super(message);
  }

  public SetupException(String message, Throwable cause) {
    super(message, cause);
  }
}
