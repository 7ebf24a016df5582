package io.cortexlocal.evidence;

/** Text that may be longer than a message bears. */
final class Shortened {

  private Shortened() {}

  /** Returns the text, or its first characters and an ellipsis. */
  static String to(int longest, String text) {
    return text.length() > longest ? text.substring(0, longest) + "…" : text;
  }
}
