package io.cortexlocal.deploy;

import io.cortexlocal.text.Printable;
import org.apiguardian.api.API;

/** An API did not come up; the message holds the evidence. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class DeployException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public DeployException(String message) {
    super(Printable.of(message));
  }
}
