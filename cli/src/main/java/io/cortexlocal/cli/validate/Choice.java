package io.cortexlocal.cli.validate;

import io.cortexlocal.cli.report.ReportFormat;
import io.cortexlocal.cli.report.Upstream;
import io.cortexlocal.cli.validate.ValidateOptions.ColorChoice;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads one of an enum's constants in any case, and names them in lower case where it cannot. */
abstract class Choice<E extends Enum<E>> implements ITypeConverter<E> {

  private final Class<E> type;

  private Choice(Class<E> type) {
    this.type = type;
  }

  @Override
  public E convert(String value) {
    return Stream.of(type.getEnumConstants())
        .filter(constant -> constant.toString().equalsIgnoreCase(value))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "expected one of " + names() + ", but was \"" + value + "\""));
  }

  private String names() {
    return Stream.of(type.getEnumConstants())
        .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  /** The formats of reports. */
  static final class OfFormats extends Choice<ReportFormat> {

    OfFormats() {
      super(ReportFormat.class);
    }
  }

  /** The versions of Cortex. */
  static final class OfVersions extends Choice<Upstream> {

    OfVersions() {
      super(Upstream.class);
    }
  }

  /** When text is coloured. */
  static final class OfColors extends Choice<ColorChoice> {

    OfColors() {
      super(ColorChoice.class);
    }
  }
}
