package io.cortexlocal.settings;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.IntSupplier;
import org.apiguardian.api.API;

/**
 * A setting as it is declared: its name, what its text means, its default, and what it is for. The
 * README's table has a row of each, and what is declared nowhere is warned of.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Setting<T> {

  private static final int MOST = 9_999;

  private final String name;
  private final String otherwise;
  private final String meaning;
  private final BiFunction<Settings, String, T> reader;

  private Setting(
      String name, String otherwise, String meaning, BiFunction<Settings, String, T> reader) {
    this.name = name;
    this.otherwise = otherwise;
    this.meaning = meaning;
    this.reader = reader;
  }

  /** Declares a text. */
  public static Setting<String> text(String name, String otherwise, String meaning) {
    return new Setting<>(
        name, code(otherwise), meaning, (settings, key) -> settings.text(key).orElse(otherwise));
  }

  /** Declares a version of three numbers, with whatever follows them. */
  public static Setting<String> version(String name, String otherwise, String meaning) {
    return new Setting<>(
        name,
        code(otherwise),
        meaning,
        (settings, key) -> {
          String text = settings.text(key).orElse(otherwise);
          if (!text.matches("\\d+\\.\\d+\\.\\d+[-+.\\w]*")) {
            throw new SettingException(
                "%s: expected a version such as %s, but it is \"%s\""
                    .formatted(key, otherwise, text));
          }
          return text;
        });
  }

  /** Declares one of an enumeration's constants, in lower case with dashes. */
  public static <E extends Enum<E>> Setting<E> choice(String name, E otherwise, String meaning) {
    Map<String, E> choices = new LinkedHashMap<>();
    for (E constant : otherwise.getDeclaringClass().getEnumConstants()) {
      choices.put(word(constant), constant);
    }
    return new Setting<>(
        name,
        code(word(otherwise)),
        meaning,
        (settings, key) -> {
          String text = settings.text(key).orElse(word(otherwise));
          E choice = choices.get(text);
          if (choice == null) {
            throw new SettingException(
                "%s: expected %s, but it is \"%s\""
                    .formatted(key, String.join(" or ", choices.keySet()), text));
          }
          return choice;
        });
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Declares a switch. */
  public static Setting<Boolean> flag(String name, boolean otherwise, String meaning) {
    return new Setting<>(
        name,
        code(Boolean.toString(otherwise)),
        meaning,
        (settings, key) -> settings.flag(key, otherwise));
  }

  /** Declares a switch that may also be left open. */
  public static Setting<Optional<Boolean>> openFlag(String name, String meaning) {
    return new Setting<>(
        name,
        "",
        meaning,
        (settings, key) -> settings.text(key).map(given -> settings.flag(key, false)));
  }

  /**
   * Declares a duration.
   *
   * @param otherwise as it is written in settings
   */
  public static Setting<Duration> duration(String name, String otherwise, String meaning) {
    Duration parsed = Settings.parseDuration(name, otherwise);
    return new Setting<>(
        name, code(otherwise), meaning, (settings, key) -> settings.duration(key, parsed));
  }

  /**
   * Declares a duration that may also be left open.
   *
   * @param otherwise what holds then, for people
   */
  public static Setting<Optional<Duration>> openDuration(
      String name, String otherwise, String meaning) {
    return new Setting<>(
        name,
        otherwise,
        meaning,
        (settings, key) -> settings.text(key).map(given -> Settings.parseDuration(key, given)));
  }

  /** Declares pairs, of which there are none by default. */
  public static Setting<Map<String, String>> pairs(String name, String meaning) {
    return new Setting<>(name, "", meaning, Settings::pairs);
  }

  /**
   * Declares a number from {@code least} to 9999.
   *
   * @param shown the default, for people
   */
  public static Setting<Integer> count(
      String name, int least, IntSupplier otherwise, String shown, String meaning) {
    return new Setting<>(
        name,
        shown,
        meaning,
        (settings, key) -> {
          Optional<String> text = settings.text(key);
          if (text.isEmpty()) {
            return otherwise.getAsInt();
          }
          if (!text.get().matches("\\d{1,4}") || Integer.parseInt(text.get()) < least) {
            throw new SettingException(
                "%s: expected a number from %d to %d, but it is \"%s\""
                    .formatted(key, least, MOST, text.get()));
          }
          return Integer.parseInt(text.get());
        });
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  /** Returns its name, such as {@code cortex.local.timeout}. */
  public String name() {
    return name;
  }

  /** Returns its row in the README's table: name, default and meaning, in Markdown. */
  public String row() {
    String shown = otherwise.isEmpty() ? " " : " " + otherwise + " ";
    return "| " + code(name) + " |" + shown + "| " + meaning + " |";
  }

  /** Returns its lines in a command's help: name and default, then the meaning. */
  public String help() {
    return "  %s%s%n      %s%n"
        .formatted(name, otherwise.isEmpty() ? "" : " (" + plain(otherwise) + ")", plain(meaning));
  }

  private static String plain(String markdown) {
    return markdown.replace("`", "");
  }

  T read(Settings settings) {
    return reader.apply(settings, name);
  }

  /** Returns its name. */
  @Override
  public String toString() {
    return name;
  }
}
