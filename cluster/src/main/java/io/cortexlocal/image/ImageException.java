package io.cortexlocal.image;

/** An image cannot be had; the message names it, says why, and what to try. */
public final class ImageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ImageException(String message) {
    super(message);
  }

  public ImageException(String message, Throwable cause) {
    super(message, cause);
  }
}
