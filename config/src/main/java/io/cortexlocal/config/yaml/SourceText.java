package io.cortexlocal.config.yaml;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The characters of a file up to the first one that go-yaml refuses. It takes UTF-8, and UTF-16
 * with a byte order mark, and reads ahead in blocks: a bad character behind the first document
 * counts only when it stands in a block that was needed.
 */
final class SourceText {

  private static final int BLOCK = 512;
  private static final int LOOKAHEAD = 4;

  private final String text;
  private final Charset charset;
  private final String defect;
  private final boolean cut;

  private SourceText(String text, Charset charset, String defect, boolean cut) {
    this.text = text;
    this.charset = charset;
    this.defect = defect;
    this.cut = cut;
  }

  static SourceText decode(byte[] content) {
    Charset charset = charset(content);
    int start = byteOrderMark(content, charset);
    ByteBuffer bytes = ByteBuffer.wrap(content, start, content.length - start);
    CharBuffer characters = CharBuffer.allocate(content.length - start + 1);
    CharsetDecoder decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CoderResult result = decoder.decode(bytes, characters, false);
    String text = characters.flip().toString();
    int control = firstControlCharacter(text);
    if (control >= 0) {
      return new SourceText(
          text.substring(0, control), charset, "control characters are not allowed", false);
    }
    boolean cut = !result.isError() && bytes.hasRemaining();
    String defect =
        result.isError()
            ? "invalid " + charset.name() + " sequence"
            : cut ? "incomplete " + charset.name() + " sequence" : null;
    return new SourceText(text, charset, defect, cut);
  }

  /** Returns the text up to the first bad character. */
  String text() {
    return text;
  }

  /**
   * Checks that no bad character was met.
   *
   * @param index how many code points were read
   * @throws InvalidYamlException when one was
   */
  void checkReadable(int index) throws InvalidYamlException {
    if (defect == null) {
      return;
    }
    int end = text.offsetByCodePoints(0, Math.min(index, text.codePointCount(0, text.length())));
    int needed = text.substring(0, end).getBytes(charset).length + LOOKAHEAD;
    int readable = text.getBytes(charset).length;
    boolean met = cut ? readable <= needed : readable / BLOCK <= needed / BLOCK;
    if (end == text.length() || met) {
      throw new InvalidYamlException(defect, endOfText());
    }
  }

  private Span endOfText() {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    int column = text.codePointCount(lineStart, text.length()) + 1;
    return new Span(line, column, line, column);
  }

  private static Charset charset(byte[] content) {
    if (content.length >= 2) {
      int mark = (content[0] & 0xFF) << 8 | (content[1] & 0xFF);
      if (mark == 0xFFFE) {
        return StandardCharsets.UTF_16LE;
      }
      if (mark == 0xFEFF) {
        return StandardCharsets.UTF_16BE;
      }
    }
    return StandardCharsets.UTF_8;
  }

  private static int byteOrderMark(byte[] content, Charset charset) {
    if (!charset.equals(StandardCharsets.UTF_8)) {
      return 2;
    }
    boolean marked =
        content.length >= 3
            && content[0] == (byte) 0xEF
            && content[1] == (byte) 0xBB
            && content[2] == (byte) 0xBF;
    return marked ? 3 : 0;
  }

  private static int firstControlCharacter(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean allowed =
          (c >= 0x20 && c <= 0x7E)
              || c == '\n'
              || c == '\r'
              || c == '\t'
              || c == 0x85
              || (c >= 0xA0 && c <= 0xFFFD);
      if (!allowed) {
        return i;
      }
    }
    return -1;
  }
}
