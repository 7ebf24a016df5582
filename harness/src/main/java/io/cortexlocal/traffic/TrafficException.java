package io.cortexlocal.traffic;

import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** A request got no answer at all. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class TrafficException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public TrafficException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
