package io.cortexlocal.config.schema;

import io.cortexlocal.config.Quantity;
import io.cortexlocal.config.schema.ValueType.Decimal;
import io.cortexlocal.config.schema.ValueType.Parsed;
import io.cortexlocal.config.schema.ValueType.Section;
import io.cortexlocal.config.schema.ValueType.Text;
import io.cortexlocal.config.schema.ValueType.Text.Format;
import io.cortexlocal.config.schema.ValueType.Text.Numbers;
import io.cortexlocal.config.schema.ValueType.Texts;
import io.cortexlocal.config.schema.ValueType.Whole;
import io.cortexlocal.quantity.KubernetesQuantity;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The types that the keys of {@link CortexSchema} share. */
final class Types {

  private static final List<Long> SIDECAR_PORTS = List.of(8888L, 15000L);

  private Types() {}

  static Text text(TextCheck... checks) {
    return new Text(Numbers.NONE, List.of(checks), Parsed::value, Format.PLAIN);
  }

  static Texts texts() {
    return new Texts(true, text(), true);
  }

  static Texts nonEmptyTexts() {
    return new Texts(false, text(), true);
  }

  static Texts nodeGroups() {
    return new Texts(false, text(TextChecks.nodeGroup()), false);
  }

  static Whole port() {
    return new Whole(
        32, OptionalLong.of(0), OptionalLong.empty(), OptionalLong.of(65_535), SIDECAR_PORTS);
  }

  static Whole percentage() {
    return new Whole(32, OptionalLong.empty(), OptionalLong.of(0), OptionalLong.of(100), List.of());
  }

  static Whole int32From(long minimum) {
    return whole(32, OptionalLong.empty(), OptionalLong.of(minimum), OptionalLong.empty());
  }

  static Whole int32Above(long limit) {
    return whole(32, OptionalLong.of(limit), OptionalLong.empty(), OptionalLong.empty());
  }

  static Whole int64From(long minimum) {
    return whole(64, OptionalLong.empty(), OptionalLong.of(minimum), OptionalLong.empty());
  }

  static Whole int64Between(long above, long maximum) {
    return whole(64, OptionalLong.of(above), OptionalLong.empty(), OptionalLong.of(maximum));
  }

  private static Whole whole(int bits, OptionalLong above, OptionalLong from, OptionalLong to) {
    return new Whole(bits, above, from, to, List.of());
  }

  static Decimal above(double limit) {
    return new Decimal(OptionalDouble.of(limit), OptionalDouble.empty(), OptionalDouble.empty());
  }

  static Decimal from(double minimum) {
    return new Decimal(OptionalDouble.empty(), OptionalDouble.of(minimum), OptionalDouble.empty());
  }

  static Decimal fromBelow(double minimum, double limit) {
    return new Decimal(
        OptionalDouble.empty(), OptionalDouble.of(minimum), OptionalDouble.of(limit));
  }

  static Text replicaLimit() {
    return new Text(
        Numbers.INTEGERS, List.of(TextChecks.replicasOrPercentage()), Parsed::value, Format.PLAIN);
  }

  static Quantity quantity(String text) {
    return new Quantity(text, KubernetesQuantity.parse(text).orElseThrow());
  }

  static Text quantity(Optional<String> minimum) {
    return new Text(Numbers.NONE, List.of(), text -> parseQuantity(text, minimum), Format.QUANTITY);
  }

  static Text quantityOrNumber(String minimum) {
    return new Text(
        Numbers.ALL, List.of(), text -> parseQuantity(text, Optional.of(minimum)), Format.QUANTITY);
  }

  static Text durationFrom(String minimum) {
    return new Text(Numbers.NONE, List.of(), text -> parseDuration(text, minimum), Format.DURATION);
  }

  static Text windowDuration(String tick) {
    Duration unit = GoDuration.parse(tick);
    return new Text(
        Numbers.NONE,
        List.of(),
        text -> {
          Parsed parsed = parseDuration(text, tick);
          if (parsed.value() instanceof Duration duration
              && duration.toNanos() % unit.toNanos() != 0) {
            return Parsed.broken(
                Violation.of(
                    Rules.NOT_A_MULTIPLE,
                    CortexText.quoted(GoDuration.format(duration)),
                    CortexText.quoted(tick)));
          }
          return parsed;
        },
        Format.TICKS);
  }

  static Section with(Section section, Field more) {
    List<Field> fields = new ArrayList<>(section.fields());
    fields.add(more);
    return new Section(fields);
  }

  private static Parsed parseQuantity(String text, Optional<String> minimum) {
    Optional<BigDecimal> value = KubernetesQuantity.parse(text);
    if (value.isEmpty()) {
      Violation violation = Violation.of(Rules.INVALID_QUANTITY, text);
      return Parsed.broken(
          QuantitySpelling.correct(text).map(violation::suggesting).orElse(violation));
    }
    if (minimum.isPresent() && value.get().compareTo(quantity(minimum.get()).value()) < 0) {
      return Parsed.broken(
          Violation.of(Rules.AT_LEAST, CortexText.quoted(minimum.get()), CortexText.quoted(text)));
    }
    return Parsed.value(new Quantity(text, value.get()));
  }

  private static Parsed parseDuration(String text, String minimum) {
    Duration duration;
    try {
      duration = GoDuration.parse(text);
    } catch (IllegalArgumentException e) {
      return Parsed.broken(Violation.of(Rules.INVALID_DURATION, e.getMessage()));
    }
    if (duration.compareTo(GoDuration.parse(minimum)) < 0) {
      return Parsed.broken(
          Violation.of(Rules.AT_LEAST, CortexText.quoted(minimum), CortexText.quoted(text)));
    }
    return Parsed.value(duration);
  }
}
