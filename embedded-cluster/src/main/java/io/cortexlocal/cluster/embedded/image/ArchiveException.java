package io.cortexlocal.cluster.embedded.image;

/**
 * An archive is not what it should be; the message says in what way, and does not name the file.
 */
final class ArchiveException extends Exception {

  private static final long serialVersionUID = 1L;

  ArchiveException(String message) {
    super(message);
  }

  ArchiveException(String message, Throwable cause) {
    super(message, cause);
  }
}
