package io.cortexlocal.config.migration;

import io.cortexlocal.config.yaml.YamlNode;
import io.cortexlocal.config.yaml.YamlNode.Entry;
import io.cortexlocal.config.yaml.YamlNode.Mapping;
import io.cortexlocal.config.yaml.YamlNode.Scalar;
import io.cortexlocal.config.yaml.YamlNode.Sequence;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes values on one line. */
final class YamlText {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9_./-]*");
  private static final Set<String> WORDS =
      Set.of("y", "yes", "true", "on", "n", "no", "false", "off", "null");
  private static final int LONGEST = 100;

  private YamlText() {}

  static String of(YamlNode node) {
    if (node instanceof Scalar scalar) {
      return scalar(scalar.value());
    }
    StringBuilder text = new StringBuilder();
    if (node instanceof Sequence sequence) {
      for (YamlNode item : sequence.items()) {
        text.append(text.isEmpty() ? "" : ", ").append(of(item));
      }
      return "[" + text + "]";
    }
    for (Entry entry : ((Mapping) node).entries().values()) {
      text.append(text.isEmpty() ? "" : ", ").append(scalar(entry.key().value()));
      text.append(": ").append(of(entry.value()));
    }
    return "{" + text + "}";
  }

  static String scalar(Object value) {
    if (value instanceof String text) {
      boolean plain =
          PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT));
      return plain ? text : quoted(text);
    }
    if (value instanceof Double number && (number.isNaN() || number.isInfinite())) {
      return number.isNaN() ? ".nan" : number > 0 ? ".inf" : "-.inf";
    }
    return value == null ? "~" : value.toString();
  }

  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
              } else if (c < 0x20
                  || c == 0x7F
                  || (c >= 0x80 && c < 0xA0)
                  || c == 0x2028
                  || c == 0x2029
                  || c == 0xFEFF
                  || c >= 0xFFFE) {
                quoted.append(c > 0xFFFF ? "\\U%08x".formatted(c) : "\\u%04x".formatted(c));
              } else {
                quoted.appendCodePoint(c);
              }
            });
    return quoted.append('"').toString();
  }

  /** Returns a value as a part of a comment. */
  static String comment(YamlNode node) {
    String text = of(node);
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
