package io.cortexlocal.cli.report;

/** Text as XML takes it. */
public final class XmlText {

  private XmlText() {}

  /** Replaces the characters that XML 1.0 does not allow. */
  public static String legal(String text) {
    StringBuilder legal = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              boolean allowed =
                  c == '\t'
                      || c == '\n'
                      || c == '\r'
                      || (c >= 0x20 && c <= 0xD7FF)
                      || (c >= 0xE000 && c <= 0xFFFD)
                      || c >= 0x10000;
              legal.appendCodePoint(allowed ? c : 0xFFFD);
            });
    return legal.toString();
  }
}
