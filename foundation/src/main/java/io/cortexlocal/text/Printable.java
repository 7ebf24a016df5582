package io.cortexlocal.text;

/** Text that a container, an image or a cluster wrote, as a terminal may show it. */
public final class Printable {

  private Printable() {}

  /**
   * Returns the text with everything escaped that would act on a terminal or change how the text
   * around it reads: control characters but line feed and tab, characters that set the direction of
   * writing, line separators that are no line feed, and halves of surrogate pairs.
   */
  public static String of(String text) {
    if (text.codePoints().noneMatch(Printable::acts)) {
      return text;
    }
    StringBuilder printable = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            character -> {
              if (character == '\r') {
                printable.append("\\r");
              } else if (acts(character)) {
                printable.append(
                    character < 0x10000
                        ? "\\u%04x".formatted(character)
                        : "\\U%08x".formatted(character));
              } else {
                printable.appendCodePoint(character);
              }
            });
    return printable.toString();
  }

  /** Returns whether a character acts on a terminal, as far as {@link #of} escapes it. */
  public static boolean acts(int character) {
    if (character == '\n' || character == '\t') {
      return false;
    }
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      // Joiners make one sign of several, in some scripts and in emoji.
      case Character.FORMAT -> character != 0x200c && character != 0x200d;
      default -> false;
    };
  }
}
