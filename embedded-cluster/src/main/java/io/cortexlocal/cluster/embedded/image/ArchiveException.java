package io.cortexlocal.cluster.embedded.image;

import io.cortexlocal.text.Printable;

/**
 * An archive is not what it should be; the message says in what way, and does not name the file.
 */
final class ArchiveException extends Exception {

  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 2_000;

  ArchiveException(String message) {
    super(shortened(message));
  }

  ArchiveException(String message, Throwable cause) {
    super(shortened(message), cause);
  }

  /** An archive's names and values may be of any length, and of any characters. */
  private static String shortened(String message) {
    return Printable.of(
        message.length() <= LONGEST
            ? message
            : message.substring(0, LONGEST / 2)
                + " … "
                + message.substring(message.length() - LONGEST / 2));
  }
}
