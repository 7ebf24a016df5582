package io.cortexlocal.config.yaml;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Gives scalars their types as go-yaml 2.4 does: YAML 1.1 with Go's number syntax. */
final class ScalarResolver {

  private static final String PREFIX = "tag:yaml.org,2002:";
  private static final String STR = PREFIX + "str";
  private static final String BOOL = PREFIX + "bool";
  private static final String INT = PREFIX + "int";
  private static final String FLOAT = PREFIX + "float";
  private static final String NULL = PREFIX + "null";
  private static final String TIMESTAMP = PREFIX + "timestamp";
  private static final String BINARY = PREFIX + "binary";
  static final String MERGE = PREFIX + "merge";

  private static final Map<String, Typed> WORDS =
      Map.ofEntries(
          Map.entry("y", new Typed(BOOL, true)),
          Map.entry("Y", new Typed(BOOL, true)),
          Map.entry("yes", new Typed(BOOL, true)),
          Map.entry("Yes", new Typed(BOOL, true)),
          Map.entry("YES", new Typed(BOOL, true)),
          Map.entry("true", new Typed(BOOL, true)),
          Map.entry("True", new Typed(BOOL, true)),
          Map.entry("TRUE", new Typed(BOOL, true)),
          Map.entry("on", new Typed(BOOL, true)),
          Map.entry("On", new Typed(BOOL, true)),
          Map.entry("ON", new Typed(BOOL, true)),
          Map.entry("n", new Typed(BOOL, false)),
          Map.entry("N", new Typed(BOOL, false)),
          Map.entry("no", new Typed(BOOL, false)),
          Map.entry("No", new Typed(BOOL, false)),
          Map.entry("NO", new Typed(BOOL, false)),
          Map.entry("false", new Typed(BOOL, false)),
          Map.entry("False", new Typed(BOOL, false)),
          Map.entry("FALSE", new Typed(BOOL, false)),
          Map.entry("off", new Typed(BOOL, false)),
          Map.entry("Off", new Typed(BOOL, false)),
          Map.entry("OFF", new Typed(BOOL, false)),
          Map.entry("", new Typed(NULL, null)),
          Map.entry("~", new Typed(NULL, null)),
          Map.entry("null", new Typed(NULL, null)),
          Map.entry("Null", new Typed(NULL, null)),
          Map.entry("NULL", new Typed(NULL, null)),
          Map.entry(".nan", new Typed(FLOAT, Double.NaN)),
          Map.entry(".NaN", new Typed(FLOAT, Double.NaN)),
          Map.entry(".NAN", new Typed(FLOAT, Double.NaN)),
          Map.entry(".inf", new Typed(FLOAT, Double.POSITIVE_INFINITY)),
          Map.entry(".Inf", new Typed(FLOAT, Double.POSITIVE_INFINITY)),
          Map.entry(".INF", new Typed(FLOAT, Double.POSITIVE_INFINITY)),
          Map.entry("+.inf", new Typed(FLOAT, Double.POSITIVE_INFINITY)),
          Map.entry("+.Inf", new Typed(FLOAT, Double.POSITIVE_INFINITY)),
          Map.entry("+.INF", new Typed(FLOAT, Double.POSITIVE_INFINITY)),
          Map.entry("-.inf", new Typed(FLOAT, Double.NEGATIVE_INFINITY)),
          Map.entry("-.Inf", new Typed(FLOAT, Double.NEGATIVE_INFINITY)),
          Map.entry("-.INF", new Typed(FLOAT, Double.NEGATIVE_INFINITY)));

  private static final Pattern FLOAT_SYNTAX =
      Pattern.compile("[-+]?(\\.[0-9]++|[0-9]++(\\.[0-9]*+)?)([eE][-+]?[0-9]++)?");
  private static final Pattern DOT_FLOAT_SYNTAX =
      Pattern.compile("\\.[0-9](?:_?[0-9])*+(?:[eE][-+]?[0-9](?:_?[0-9])*+)?");
  private static final Pattern TIMESTAMP_SYNTAX =
      Pattern.compile(
          "([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
              + "(?:[Tt]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?"
              + "(?:Z|[-+][0-9]{2}:[0-9]{2})"
              + "| ([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?)?");

  private ScalarResolver() {}

  /**
   * Returns the value of a scalar.
   *
   * @param tag as written, with its handle resolved, or null
   * @param implicit whether the scalar is plain, or has the tag {@code !}
   * @throws IllegalArgumentException when the text does not fit its tag; the message says so
   */
  static Object resolve(String tag, boolean implicit, String text) {
    if (tag == null && !implicit) {
      return text;
    }
    if (BINARY.equals(tag)) {
      return binary(text);
    }
    if (tag != null && !isResolvable(tag)) {
      return text;
    }
    Typed typed = STR.equals(tag) ? new Typed(STR, text) : typed(text, tag);
    if (tag == null || tag.equals(typed.tag())) {
      return TIMESTAMP.equals(typed.tag()) ? text : typed.value();
    }
    if (FLOAT.equals(tag) && typed.value() instanceof Long integer) {
      return (double) integer;
    }
    throw new IllegalArgumentException(
        "cannot decode " + shortTag(typed.tag()) + " `" + text + "` as a " + shortTag(tag));
  }

  private static boolean isResolvable(String tag) {
    return tag.equals(STR)
        || tag.equals(BOOL)
        || tag.equals(INT)
        || tag.equals(FLOAT)
        || tag.equals(NULL)
        || tag.equals(TIMESTAMP);
  }

  private static Typed typed(String text, String tag) {
    char first = text.isEmpty() ? '~' : text.charAt(0);
    if ("yYnNtTfFoO~".indexOf(first) >= 0) {
      return WORDS.getOrDefault(text, new Typed(STR, text));
    }
    boolean number = first == '+' || first == '-' || (first >= '0' && first <= '9');
    if (!number && first != '.') {
      return new Typed(STR, text);
    }
    Typed word = WORDS.get(text);
    if (word != null) {
      return word;
    }
    return number ? number(text, tag) : dotFloat(text);
  }

  private static Typed dotFloat(String text) {
    if (DOT_FLOAT_SYNTAX.matcher(text).matches()) {
      double value = Double.parseDouble(text.replace("_", ""));
      if (!Double.isInfinite(value)) {
        return new Typed(FLOAT, value);
      }
    }
    return new Typed(STR, text);
  }

  private static Typed number(String text, String tag) {
    if (TIMESTAMP.equals(tag) && isTimestamp(text)) {
      return new Typed(TIMESTAMP, text);
    }
    String plain = text.replace("_", "");
    Object integer = integer(plain);
    if (integer != null) {
      return new Typed(INT, integer);
    }
    if (FLOAT_SYNTAX.matcher(plain).matches()) {
      double value = Double.parseDouble(plain);
      if (!Double.isInfinite(value)) {
        return new Typed(FLOAT, value);
      }
    }
    return new Typed(STR, text);
  }

  /** Reads Go's integer syntax, up to the largest unsigned 64-bit integer. */
  private static Object integer(String text) {
    boolean signed = text.startsWith("-") || text.startsWith("+");
    boolean negative = text.startsWith("-");
    String digits = signed ? text.substring(1) : text;
    int radix = 10;
    if (digits.length() > 1 && digits.charAt(0) == '0') {
      radix =
          switch (digits.charAt(1)) {
            case 'x', 'X' -> 16;
            case 'b', 'B' -> 2;
            default -> 8;
          };
      boolean prefixed = "xXbBoO".indexOf(digits.charAt(1)) >= 0;
      digits = digits.substring(prefixed ? 2 : 1);
    }
    if (digits.isEmpty() || !hasOnlyDigits(digits, radix)) {
      return null;
    }
    int leadingZeros = 0;
    while (leadingZeros < digits.length() - 1 && digits.charAt(leadingZeros) == '0') {
      leadingZeros++;
    }
    if (digits.length() - leadingZeros > 64) {
      return null;
    }
    BigInteger value = new BigInteger(digits.substring(leadingZeros), radix);
    BigInteger result = negative ? value.negate() : value;
    if (result.bitLength() <= 63) {
      return result.longValue();
    }
    return !signed && result.bitLength() <= 64 ? result : null;
  }

  private static boolean hasOnlyDigits(String digits, int radix) {
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c > 'f' || Character.digit(c, radix) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isTimestamp(String text) {
    Matcher matcher = TIMESTAMP_SYNTAX.matcher(text);
    if (!matcher.matches()) {
      return false;
    }
    try {
      LocalDate.of(
          Integer.parseInt(matcher.group(1)),
          Integer.parseInt(matcher.group(2)),
          Integer.parseInt(matcher.group(3)));
    } catch (DateTimeException e) {
      return false;
    }
    return isBelow(matcher, 4, 24)
        && isBelow(matcher, 5, 60)
        && isBelow(matcher, 6, 60)
        && isBelow(matcher, 7, 24)
        && isBelow(matcher, 8, 60)
        && isBelow(matcher, 9, 60);
  }

  private static boolean isBelow(Matcher matcher, int group, int limit) {
    return matcher.group(group) == null || Integer.parseInt(matcher.group(group)) < limit;
  }

  private static String binary(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text.replace("\n", "").replace("\r", ""));
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("!!binary value contains invalid base64 data", e);
    }
  }

  private static String shortTag(String tag) {
    return tag.startsWith(PREFIX) ? "!!" + tag.substring(PREFIX.length()) : tag;
  }

  private record Typed(String tag, Object value) {}
}
