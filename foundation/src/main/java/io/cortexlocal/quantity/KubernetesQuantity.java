package io.cortexlocal.quantity;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;

/** The quantities of Kubernetes 0.22, such as {@code 200m} and {@code 1.5Gi}. */
public final class KubernetesQuantity {

  private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final BigDecimal SMALLEST = BigDecimal.ONE.movePointLeft(9);
  private static final int MAX_DIGITS = 200;
  private static final int MAX_EXPONENT = 1_000_000;
  private static final Map<String, Integer> DECIMAL =
      Map.of("", 0, "n", -9, "u", -6, "m", -3, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);
  private static final Map<String, Integer> BINARY =
      Map.of("Ki", 10, "Mi", 20, "Gi", 30, "Ti", 40, "Pi", 50, "Ei", 60);

  private KubernetesQuantity() {}

  /** Returns the value in units, or nothing when the text is no quantity. */
  public static Optional<BigDecimal> parse(String text) {
    int position = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    int numberStart = position;
    position = skipDigits(text, position);
    if (position < text.length() && text.charAt(position) == '.') {
      position = skipDigits(text, position + 1);
    }
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String digits = text.substring(numberStart, position);
    String suffix = text.substring(position);
    Optional<BigDecimal> scaled =
        digits.isEmpty() || digits.equals(".")
            ? zeroWithoutDigits(suffix)
            : scaled(number(digits), suffix);
    return text.startsWith("-") ? scaled.map(BigDecimal::negate) : scaled;
  }

  /**
   * Kubernetes takes missing digits as zero, but not with the suffixes that need more than 64 bits.
   */
  private static Optional<BigDecimal> zeroWithoutDigits(String suffix) {
    Integer exponent = DECIMAL.containsKey(suffix) ? DECIMAL.get(suffix) : exponent(suffix);
    boolean small = exponent != null ? exponent >= -9 : BINARY.getOrDefault(suffix, 60) < 50;
    return small ? Optional.of(BigDecimal.ZERO) : Optional.empty();
  }

  private static Optional<BigDecimal> scaled(BigDecimal number, String suffix) {
    Integer power = BINARY.get(suffix);
    if (power != null) {
      BigDecimal value = number.multiply(new BigDecimal(BigInteger.ONE.shiftLeft(power)));
      return Optional.of(rounded(value).min(LARGEST));
    }
    Integer exponent = DECIMAL.get(suffix);
    if (exponent == null) {
      exponent = exponent(suffix);
    }
    if (exponent == null) {
      return Optional.empty();
    }
    return Optional.of(
        number.signum() == 0
            ? BigDecimal.ZERO
            : rounded(
                number.scaleByPowerOfTen(
                    Math.max(-MAX_EXPONENT, Math.min(MAX_EXPONENT, exponent)))));
  }

  private static BigDecimal rounded(BigDecimal value) {
    if (value.signum() > 0 && value.compareTo(SMALLEST) < 0) {
      return SMALLEST;
    }
    return value.scale() > 9 ? value.setScale(9, RoundingMode.UP) : value;
  }

  private static BigDecimal number(String digits) {
    String whole = digits.indexOf('.') < 0 ? digits : digits.substring(0, digits.indexOf('.'));
    String fraction = digits.indexOf('.') < 0 ? "" : digits.substring(digits.indexOf('.') + 1);
    String significant = stripLeadingZeros(whole);
    if (significant.length() > MAX_DIGITS) {
      return new BigDecimal(new BigInteger(significant.substring(0, MAX_DIGITS)))
          .scaleByPowerOfTen(significant.length() - MAX_DIGITS);
    }
    String kept =
        fraction.length() > MAX_DIGITS
            ? fraction.substring(0, MAX_DIGITS) + (isZero(fraction, MAX_DIGITS) ? "" : "1")
            : fraction;
    return new BigDecimal(new BigInteger("0" + significant + kept), kept.length());
  }

  private static String stripLeadingZeros(String digits) {
    int start = 0;
    while (start < digits.length() && digits.charAt(start) == '0') {
      start++;
    }
    return digits.substring(start);
  }

  private static boolean isZero(String digits, int from) {
    return digits.chars().skip(from).allMatch(c -> c == '0');
  }

  private static Integer exponent(String suffix) {
    if (suffix.length() < 2 || (suffix.charAt(0) != 'e' && suffix.charAt(0) != 'E')) {
      return null;
    }
    int signs = suffix.charAt(1) == '-' || suffix.charAt(1) == '+' ? 1 : 0;
    if (suffix.length() == 1 + signs || skipDigits(suffix, 1 + signs) != suffix.length()) {
      return null;
    }
    try {
      return (int) Long.parseLong(suffix.substring(1));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static int skipDigits(String text, int from) {
    int position = from;
    while (position < text.length()
        && text.charAt(position) >= '0'
        && text.charAt(position) <= '9') {
      position++;
    }
    return position;
  }
}
