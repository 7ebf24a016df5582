package io.cortexlocal.image;

import io.cortexlocal.text.Printable;
import org.apiguardian.api.API;

/** An image cannot be had; the message names it, says why, and what to try. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class ImageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ImageException(String message) {
    super(Printable.of(message));
  }

  public ImageException(String message, Throwable cause) {
    super(Printable.of(message), cause);
  }
}
