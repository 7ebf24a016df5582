package io.cortexlocal.config.schema;

import java.util.function.IntPredicate;

/** Classes of ASCII characters. */
final class Characters {

  private Characters() {}

  static boolean isLowerAlphanumeric(int c) {
    return (c >= 'a' && c <= 'z') || isDigit(c);
  }

  static boolean isAlphanumeric(int c) {
    return isLowerAlphanumeric(c) || (c >= 'A' && c <= 'Z');
  }

  static boolean isLetter(int c) {
    return isAlphanumeric(c) && !isDigit(c);
  }

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  static boolean all(String text, IntPredicate condition) {
    for (int i = 0; i < text.length(); i++) {
      if (!condition.test(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
