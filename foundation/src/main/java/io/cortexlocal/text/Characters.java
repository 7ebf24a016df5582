package io.cortexlocal.text;

import java.util.function.IntPredicate;

/** Classes of ASCII characters. */
public final class Characters {

  private Characters() {}

  /** Returns whether a character is a lower-case letter or a digit of ASCII. */
  public static boolean isLowerAlphanumeric(int c) {
    return (c >= 'a' && c <= 'z') || isDigit(c);
  }

  /** Returns whether a character is a letter or a digit of ASCII. */
  public static boolean isAlphanumeric(int c) {
    return isLowerAlphanumeric(c) || (c >= 'A' && c <= 'Z');
  }

  /** Returns whether a character is a letter of ASCII. */
  public static boolean isLetter(int c) {
    return isAlphanumeric(c) && !isDigit(c);
  }

  /** Returns whether a character is a digit of ASCII. */
  public static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** Returns whether every character of a text is of a kind. */
  public static boolean all(String text, IntPredicate condition) {
    for (int i = 0; i < text.length(); i++) {
      if (!condition.test(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
