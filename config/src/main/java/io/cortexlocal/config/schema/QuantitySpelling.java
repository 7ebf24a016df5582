package io.cortexlocal.config.schema;

import io.cortexlocal.quantity.KubernetesQuantity;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the quantity that a user may have meant. */
final class QuantitySpelling {

  private static final Pattern NUMBER_AND_UNIT =
      Pattern.compile("([-+]?[0-9.]{1,30}) ?([kKmMgGtTpPeE])([iI]?)[bB]?");

  private QuantitySpelling() {}

  static Optional<String> correct(String text) {
    Matcher matcher = NUMBER_AND_UNIT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    boolean binary = !matcher.group(3).isEmpty();
    String unit = matcher.group(2).toUpperCase(Locale.ROOT);
    String prefix = unit.equals("K") && !binary ? "k" : unit;
    String corrected = matcher.group(1) + prefix + (binary ? "i" : "");
    return KubernetesQuantity.parse(corrected).map(value -> "did you mean \"" + corrected + "\"?");
  }
}
