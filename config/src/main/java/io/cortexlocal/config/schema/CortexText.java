package io.cortexlocal.config.schema;

import io.cortexlocal.config.yaml.References;
import io.cortexlocal.config.yaml.YamlNode;
import io.cortexlocal.config.yaml.YamlNode.Entry;
import io.cortexlocal.config.yaml.YamlNode.Mapping;
import io.cortexlocal.config.yaml.YamlNode.Scalar;
import io.cortexlocal.config.yaml.YamlNode.Sequence;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** Values in the words of Cortex's messages. */
public final class CortexText {

  /** Longer than any value that a person writes; the rest of a longer one is left out. */
  private static final int LONGEST = 100_000;

  private CortexText() {}

  /** Returns a string in double quotes, with nothing escaped, as Cortex writes it. */
  public static String quoted(String text) {
    return References.isReference(text) ? References.written(text) : '"' + text + '"';
  }

  /** Returns any value as Cortex writes it; the entries of maps are sorted. */
  public static String of(YamlNode node) {
    StringBuilder text = new StringBuilder();
    append(node, text);
    return text.toString();
  }

  private static void append(YamlNode node, StringBuilder text) {
    if (text.length() > LONGEST) {
      return;
    }
    if (node instanceof Scalar scalar) {
      text.append(ofScalar(scalar.value()));
    } else if (node instanceof Sequence sequence) {
      String separator = "[";
      for (YamlNode item : sequence.items()) {
        append(item, text.append(separator));
        separator = ", ";
      }
      text.append(sequence.items().isEmpty() ? "[]" : "]");
    } else {
      appendMap((Mapping) node, text);
    }
  }

  private static void appendMap(Mapping map, StringBuilder text) {
    List<String> entries = new ArrayList<>();
    int length = 0;
    for (Entry entry : map.entries().values()) {
      if (length > LONGEST) {
        break;
      }
      StringBuilder line = new StringBuilder(ofScalar(entry.key().value())).append(": ");
      append(entry.value(), line);
      entries.add(line.toString());
      length += line.length();
    }
    entries.sort(CortexText::compareBytes);
    text.append('{').append(String.join(", ", entries)).append('}');
  }

  private static String ofScalar(Object value) {
    if (value == null) {
      return "<null>";
    }
    if (value instanceof String text) {
      return quoted(text);
    }
    return value instanceof Double number ? decimal(number) : value.toString();
  }

  private static int compareBytes(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        boolean mixed = Character.isSurrogate(a) != Character.isSurrogate(b);
        return mixed ? (Character.isSurrogate(a) ? 1 : -1) : Character.compare(a, b);
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  /** Returns a number without exponent and with at least one decimal, such as {@code 1000.0}. */
  public static String decimal(double number) {
    if (Double.isNaN(number)) {
      return "NaN.0";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "+Inf.0" : "-Inf.0";
    }
    if (number == 0) {
      return 1 / number < 0 ? "-0.0" : "0.0";
    }
    String text = shortest(number).toPlainString();
    return text.indexOf('.') < 0 ? text + ".0" : text;
  }

  /** Returns a number with six decimals, as the message about {@code target_in_flight} has it. */
  public static String sixDecimals(double number) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      return Double.isNaN(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf";
    }
    return new BigDecimal(number).setScale(6, RoundingMode.HALF_EVEN).toPlainString();
  }

  /** Returns {@code a}, {@code a and b} or {@code a, b, and c}. */
  public static String list(List<String> items, String conjunction) {
    int last = items.size() - 1;
    if (last <= 0) {
      return String.join("", items);
    }
    String separator = last == 1 ? " " : ", ";
    return String.join(", ", items.subList(0, last))
        + separator
        + conjunction
        + " "
        + items.get(last);
  }

  private static BigDecimal shortest(double number) {
    BigDecimal exact = new BigDecimal(number);
    for (int digits = 1; digits < 17; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (rounded.doubleValue() == number) {
        return rounded.stripTrailingZeros();
      }
    }
    return exact.round(new MathContext(17, RoundingMode.HALF_EVEN)).stripTrailingZeros();
  }
}
