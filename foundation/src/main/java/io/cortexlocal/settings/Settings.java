package io.cortexlocal.settings;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apiguardian.api.API;

/**
 * Reads settings by name, such as {@code cortex.local.k3s.image}.
 *
 * <p>The first source that has a value wins: the sources given, in their order, then the system
 * property of that name, then the environment variable {@code CORTEX_LOCAL_K3S_IMAGE}.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Settings {

  private static final Pattern SIMPLE_DURATION = Pattern.compile("(\\d+)(ms|s|m|h)");

  /** Longer ones have no number of nanoseconds. */
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  private final List<Source> sources;

  private Settings(List<Source> sources) {
    this.sources = List.copyOf(sources);
  }

  /** Returns settings that come from system properties and the environment. */
  public static Settings ofThisProcess() {
    return new Settings(
        List.of(
            new Source("system property", name -> Optional.ofNullable(System.getProperty(name))),
            new Source(
                "environment",
                name -> Optional.ofNullable(System.getenv(environmentVariable(name))))));
  }

  /** Returns settings in which a source goes before all that this one has. */
  public Settings preferring(Source source) {
    requireNonNull(source, "source");
    List<Source> all = new ArrayList<>();
    all.add(source);
    all.addAll(sources);
    return new Settings(all);
  }

  /**
   * Returns the value of a setting, or its default.
   *
   * @throws SettingException when it has a value that it cannot have
   */
  public <T> T get(Setting<T> setting) {
    requireNonNull(setting, "setting");
    return setting.read(this);
  }

  /** Returns the value, or nothing where no source has one that is not blank. */
  public Optional<String> text(String name) {
    requireNonNull(name, "name");
    return sources.stream()
        .flatMap(source -> source.lookup().value(name).stream())
        .filter(value -> !value.isBlank())
        .map(String::strip)
        .findFirst();
  }

  /**
   * Returns a switch.
   *
   * @throws SettingException when the value is neither {@code true} nor {@code false}
   */
  public boolean flag(String name, boolean otherwise) {
    return text(name)
        .map(
            value -> {
              if (value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")) {
                return Boolean.parseBoolean(value);
              }
              throw new SettingException(
                  "%s: expected true or false, but it is \"%s\"".formatted(name, value));
            })
        .orElse(otherwise);
  }

  /**
   * Returns a duration, written {@code 500ms}, {@code 60s}, {@code 5m}, {@code 1h} or as ISO 8601.
   *
   * @throws SettingException when the value is neither, or not positive
   */
  public Duration duration(String name, Duration otherwise) {
    requireNonNull(name, "name");
    requireNonNull(otherwise, "otherwise");
    return text(name).map(value -> parseDuration(name, value)).orElse(otherwise);
  }

  /**
   * Returns pairs written {@code NAME=value,OTHER=value}, in their order.
   *
   * @throws SettingException when a part has no equals sign
   */
  public Map<String, String> pairs(String name) {
    Map<String, String> pairs = new LinkedHashMap<>();
    text(name)
        .ifPresent(
            value -> {
              for (String part : value.split(",", -1)) {
                int equals = part.indexOf('=');
                if (equals < 1) {
                  throw new SettingException(
                      "%s: expected NAME=value pairs separated by commas, but found \"%s\""
                          .formatted(name, part));
                }
                pairs.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
              }
            });
    return pairs;
  }

  /** Returns the environment variable that mirrors a setting. */
  public static String environmentVariable(String name) {
    requireNonNull(name, "name");
    return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /**
   * Reads a duration.
   *
   * @param name of the setting, for the message
   * @throws SettingException when it is not a duration, or not positive
   */
  public static Duration parseDuration(String name, String value) {
    requireNonNull(name, "name");
    requireNonNull(value, "value");
    Matcher simple = SIMPLE_DURATION.matcher(value);
    Duration duration;
    try {
      if (simple.matches()) {
        long amount = Long.parseLong(simple.group(1));
        duration =
            switch (simple.group(2)) {
              case "ms" -> Duration.ofMillis(amount);
              case "s" -> Duration.ofSeconds(amount);
              case "m" -> Duration.ofMinutes(amount);
              default -> Duration.ofHours(amount);
            };
      } else {
        duration = Duration.parse(value);
      }
    } catch (DateTimeParseException | NumberFormatException | ArithmeticException e) {
      throw notADuration(name, value);
    }
    if (duration.isZero() || duration.isNegative() || duration.compareTo(LONGEST) > 0) {
      throw notADuration(name, value);
    }
    return duration;
  }

  private static SettingException notADuration(String name, String value) {
    return new SettingException(
        "%s: expected a positive duration such as 60s, 5m or PT1M30S, but it is \"%s\""
            .formatted(name, value));
  }

  /** One place that settings come from. */
  public static final class Source {

    private final String description;
    private final Lookup lookup;

    /**
     * Names a place.
     *
     * @param description for messages
     */
    public Source(String description, Lookup lookup) {
      this.description = requireNonNull(description, "description");
      this.lookup = requireNonNull(lookup, "lookup");
    }

    /** Returns what messages call it. */
    public String description() {
      return description;
    }

    /** Returns what finds the values. */
    public Lookup lookup() {
      return lookup;
    }

    @Override
    public String toString() {
      return description;
    }
  }

  /** Finds the value of a setting. */
  @FunctionalInterface
  public interface Lookup {
    Optional<String> value(String name);
  }
}
