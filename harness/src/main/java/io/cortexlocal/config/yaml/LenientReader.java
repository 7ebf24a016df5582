package io.cortexlocal.config.yaml;

import java.util.BitSet;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Shows SnakeYAML's scanner two characters as go-yaml takes them, and leaves the text as it is: a
 * tab that separates tokens within a line looks like a space, and an {@code @} at the beginning of
 * a plain scalar looks like a letter.
 */
final class LenientReader extends StreamReader {

  private final BitSet separators = new BitSet();
  private final BitSet beginnings = new BitSet();

  LenientReader(String text) {
    super(text);
    if (text.indexOf('\t') >= 0 || text.indexOf('@') >= 0) {
      mark(text);
    }
  }

  private void mark(String text) {
    boolean afterContent = false;
    int previous = '\n';
    int index = 0;
    for (int i = 0; i < text.length(); index++) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      switch (c) {
        case '\t' -> separators.set(index, afterContent);
        case '@' -> beginnings.set(index, " \t\r\n\u0085\u2028\u2029[{,:".indexOf(previous) >= 0);
        default -> {}
      }
      afterContent =
          switch (c) {
            case '\n', '\r', 0x85, 0x2028, 0x2029 -> false;
            case ' ', '\t', '-', '?', ':' -> afterContent;
            default -> true;
          };
      previous = c;
    }
  }

  @Override
  public int peek() {
    return seen(super.peek(), 0);
  }

  @Override
  public int peek(int offset) {
    return seen(super.peek(offset), offset);
  }

  private int seen(int character, int offset) {
    if (character == '\t' && separators.get(getIndex() + offset)) {
      return ' ';
    }
    return character == '@' && beginnings.get(getIndex() + offset) ? 'a' : character;
  }
}
