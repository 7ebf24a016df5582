package io.cortexlocal.config.schema;

import io.cortexlocal.text.Characters;

/** A number of replicas or a percentage of them, in the rolling update's limits. */
public final class ReplicaLimit {

  private ReplicaLimit() {}

  static boolean isValid(String text) {
    if (text.endsWith("%")) {
      long percentage = integer(text.substring(0, text.length() - 1));
      return percentage >= 0 && percentage <= 100;
    }
    return integer(text) >= 0;
  }

  /** Returns whether the limit is zero in whichever spelling. */
  public static boolean isZero(String text) {
    return integer(text.endsWith("%") ? text.substring(0, text.length() - 1) : text) == 0;
  }

  private static long integer(String text) {
    int sign = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    if (text.length() == sign || !Characters.all(text.substring(sign), Characters::isDigit)) {
      return -1;
    }
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
