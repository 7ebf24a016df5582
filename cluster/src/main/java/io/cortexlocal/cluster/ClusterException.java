package io.cortexlocal.cluster;

import io.cortexlocal.text.Printable;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** A cluster cannot be started, reached, or told to do something; the message says what to try. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public class ClusterException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ClusterException(@Nullable String message) {
    super(printable(message));
  }

  public ClusterException(@Nullable String message, @Nullable Throwable cause) {
    super(printable(message), cause);
  }

  /** What failed below may have said nothing. */
  private static @Nullable String printable(@Nullable String message) {
    return message == null ? null : Printable.of(message);
  }
}
