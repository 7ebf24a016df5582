package io.cortexlocal.config.yaml;

import java.util.regex.Pattern;

/** The lines before a document that start with a per cent sign. */
final class Directives {

  private static final Pattern VERSION = Pattern.compile("%YAML[ \\t]+[0-9]+\\.[0-9]+.*");
  private static final Pattern SUPPORTED = Pattern.compile("%YAML[ \\t]+1\\.1(?:[ \\t#].*)?");

  private Directives() {}

  /**
   * Returns whether there are any.
   *
   * @throws InvalidYamlException when go-yaml does not know one, or the YAML version is not 1.1
   */
  static boolean check(String text) throws InvalidYamlException {
    boolean found = false;
    int number = 0;
    int start = 0;
    while (start < text.length()) {
      int end = lineEnd(text, start);
      String line = text.substring(start, end);
      number++;
      if (line.startsWith("%")) {
        found = true;
        check(line, number);
      } else if (!line.isBlank() && !line.stripLeading().startsWith("#")) {
        return found;
      }
      start = end + 1;
    }
    return found;
  }

  private static int lineEnd(String text, int start) {
    int end = start;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    return end;
  }

  private static void check(String line, int number) throws InvalidYamlException {
    Span span = new Span(number, 1, number, line.codePointCount(0, line.length()) + 1);
    if (VERSION.matcher(line).matches() && !SUPPORTED.matcher(line).matches()) {
      throw new InvalidYamlException("found incompatible YAML document", span);
    }
    if (!line.startsWith("%YAML") && !line.startsWith("%TAG")) {
      throw new InvalidYamlException("found unknown directive name", span);
    }
  }
}
