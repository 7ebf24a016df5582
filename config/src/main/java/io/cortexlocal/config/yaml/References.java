package io.cortexlocal.config.yaml;

/**
 * Scalars that start with an unquoted {@code @}, which Cortex's YAML parser accepts and marks as
 * references to other resources.
 */
public final class References {

  /** What Cortex puts in the place of the leading {@code @}. */
  public static final String MARKER = "\uD83C\uDF1D".repeat(5);

  private References() {}

  /** Returns whether a string was marked as a reference. */
  public static boolean isReference(String value) {
    return value.startsWith(MARKER);
  }

  /** Returns the text of a reference as the user wrote it. */
  public static String written(String reference) {
    return "@" + reference.substring(MARKER.length());
  }

  static String mark(String plainScalar) {
    return plainScalar.startsWith("@") ? MARKER + plainScalar.substring(1) : plainScalar;
  }
}
