package io.cortexlocal.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads an {@code env_file}, as Docker Compose does: {@code NAME=VALUE}, also after {@code export};
 * a comment begins with {@code #} at a line's begin or after a space; in single quotes a value
 * stands as it is, in double quotes with escapes, in both over several lines; a name alone is
 * passed on from this machine. Unlike there, nothing is replaced within a value. No message has
 * anything of the file in it but the place, for it holds secrets.
 */
final class EnvFile {

  private static final int MAX_BYTES = 1024 * 1024;

  private final Path file;
  private final String text;
  private final UnaryOperator<@Nullable String> machine;
  private final Map<String, String> variables = new LinkedHashMap<>();
  private int at;

  private EnvFile(Path file, String text, UnaryOperator<@Nullable String> machine) {
    this.file = file;
    this.text = text;
    this.machine = machine;
  }

  /**
   * Returns the variables; of a name that is there twice, the later one counts.
   *
   * @param machine the variables of this machine
   * @throws ImageException with file, line and column
   */
  static Map<String, String> read(Path file, UnaryOperator<@Nullable String> machine) {
    if (!Files.isRegularFile(file)) {
      throw new ImageException(file + ": cannot be read: it is not a file");
    }
    String text = content(file).replace("\r\n", "\n");
    return new EnvFile(file, text, machine).read();
  }

  private static String content(Path file) {
    try (InputStream stream = Files.newInputStream(file)) {
      byte[] bytes = stream.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new ImageException(
            "%s: cannot be read: it has more than %d MiB".formatted(file, MAX_BYTES >> 20));
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new ImageException("%s: cannot be read: it is not UTF-8".formatted(file), e);
    } catch (IOException e) {
      throw new ImageException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private Map<String, String> read() {
    while (at < text.length()) {
      skipBlanks();
      if (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '#') {
        variable();
      }
      skipLine();
    }
    return variables;
  }

  private void variable() {
    if (text.startsWith("export", at) && at + 6 < text.length() && isBlank(text.charAt(at + 6))) {
      at += 6;
      skipBlanks();
    }
    int begin = at;
    while (at < text.length() && "=\n#".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String name = text.substring(begin, at).stripTrailing();
    boolean assigned = at < text.length() && text.charAt(at) == '=';
    if (VariableName.problem(name).isPresent()) {
      throw refused(begin, problem(name, assigned));
    }
    if (assigned) {
      at++;
      skipBlanks();
      variables.put(name, value());
      return;
    }
    String value = machine.apply(name);
    if (value == null) {
      throw refused(
          begin,
          "a name without a value is passed on from this machine, which has no such variable; write NAME= for an empty one");
    }
    variables.put(name, value);
  }

  /** What is no name may be a value that was cut off. */
  private static String problem(String name, boolean assigned) {
    return assigned && (name.startsWith("CORTEX_") || name.startsWith("KUBEXIT_"))
        ? "environment variables starting with CORTEX_ or KUBEXIT_ are reserved"
        : "expected NAME=VALUE, with a name of letters, digits, '_', '-' and '.', and no digit first";
  }

  private String value() {
    int begin = at;
    char quote = at < text.length() ? text.charAt(at) : '\n';
    String value = quote == '\'' || quote == '"' ? quoted(quote) : plain();
    if (value.indexOf('\0') >= 0) {
      throw refused(begin, "the value has a nul character");
    }
    return value;
  }

  private String plain() {
    int begin = at;
    while (at < text.length() && text.charAt(at) != '\n' && !beginsComment(begin)) {
      at++;
    }
    return text.substring(begin, at).strip();
  }

  private boolean beginsComment(int begin) {
    return text.charAt(at) == '#' && (at == begin || isBlank(text.charAt(at - 1)));
  }

  private String quoted(char quote) {
    int begin = at++;
    StringBuilder value = new StringBuilder();
    while (at < text.length() && text.charAt(at) != quote) {
      char next = text.charAt(at++);
      if (next == '\\' && quote == '"' && at < text.length()) {
        value.append(escape(text.charAt(at++)));
      } else {
        value.append(next);
      }
    }
    if (at == text.length()) {
      throw refused(begin, "a value begins with a quotation mark, and has none at its end");
    }
    at++;
    skipBlanks();
    if (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '#') {
      throw refused(at, "expected the end of the line after a value in quotation marks");
    }
    return value.toString();
  }

  private static String escape(char escaped) {
    return switch (escaped) {
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case '"', '\\', '$' -> String.valueOf(escaped);
      default -> "\\" + escaped;
    };
  }

  private void skipBlanks() {
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
  }

  private void skipLine() {
    int end = text.indexOf('\n', at);
    at = end < 0 ? text.length() : end + 1;
  }

  private static boolean isBlank(char character) {
    return character == ' ' || character == '\t';
  }

  private ImageException refused(int where, String message) {
    String before = text.substring(0, where);
    int lineStart = before.lastIndexOf('\n') + 1;
    return new ImageException(
        "%s:%d:%d: %s"
            .formatted(
                file,
                before.chars().filter(c -> c == '\n').count() + 1,
                before.codePointCount(lineStart, before.length()) + 1,
                message));
  }
}
