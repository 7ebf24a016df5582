package io.cortexlocal.config.yaml;

import java.util.BitSet;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Shows SnakeYAML's scanner two characters as go-yaml takes them, and leaves the text as it is: a
 * tab that separates tokens within a line looks like a space, and an {@code @} at the beginning of
 * a plain scalar looks like a letter.
 */
final class LenientReader extends StreamReader {

  private static final int LONGEST_WORD = 256 * 1024;

  private final BitSet separators = new BitSet();
  private final BitSet beginnings = new BitSet();

  private LenientReader(String text) {
    super(text);
    mark(text);
  }

  /** Returns a reader for a text: an ordinary one, which is faster, where nothing needs care. */
  static StreamReader of(String text) {
    boolean ordinary =
        text.indexOf('\t') < 0 && text.indexOf('@') < 0 && longestLine(text) <= LONGEST_WORD;
    return ordinary ? new StreamReader(text) : new LenientReader(text);
  }

  private static int longestLine(String text) {
    int longest = 0;
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      longest = Math.max(longest, (end < 0 ? text.length() : end) - start);
      start = end < 0 ? text.length() : end + 1;
    }
    return longest;
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

  /**
   * {@inheritDoc}
   *
   * @throws YAMLException for a word longer than any that makes sense here; SnakeYAML copies what
   *     it has of a word with every 1,024 characters more, so the time grows with the square
   */
  @Override
  public int peek(int offset) {
    if (offset > LONGEST_WORD) {
      throw new YAMLException("found a word of more than " + LONGEST_WORD + " characters");
    }
    return seen(super.peek(offset), offset);
  }

  private int seen(int character, int offset) {
    if (character == '\t' && separators.get(getIndex() + offset)) {
      return ' ';
    }
    return character == '@' && beginnings.get(getIndex() + offset) ? 'a' : character;
  }
}
