package io.cortexlocal.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTests {

  private static final Setting<Integer> COUNT =
      Setting.count("cortex.local.test.count", 1, () -> 7, "`7`", "how many");

  @Test
  void hasItsDefaultWhereNothingIsSaid() {
    Settings nothing = settings(Map.of());

    assertThat(nothing.get(Setting.text("cortex.local.test.text", "a", ""))).isEqualTo("a");
    assertThat(nothing.get(Setting.flag("cortex.local.test.flag", true, ""))).isTrue();
    assertThat(nothing.get(Setting.openFlag("cortex.local.test.flag", ""))).isEmpty();
    assertThat(nothing.get(Setting.duration("cortex.local.test.wait", "2m", "")))
        .isEqualTo(Duration.ofMinutes(2));
    assertThat(nothing.get(Setting.pairs("cortex.local.test.pairs", ""))).isEmpty();
    assertThat(nothing.get(COUNT)).isEqualTo(7);
  }

  @Test
  void isReadByItsOwnRules() {
    Settings given =
        settings(Map.of("cortex.local.test.flag", "false", "cortex.local.test.count", "9999"));

    assertThat(given.get(Setting.openFlag("cortex.local.test.flag", ""))).hasValue(false);
    assertThat(given.get(COUNT)).isEqualTo(9999);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "10000", "two", "1.5"})
  void refusesANumberThatItCannotHave(String value) {
    assertThatThrownBy(() -> settings(Map.of("cortex.local.test.count", value)).get(COUNT))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "cortex.local.test.count: expected a number from 1 to 9999, but it is \"%s\"", value);
  }

  private enum Colour {
    RED,
    DARK_BLUE
  }

  @Test
  void isOneOfSeveralWords() {
    Setting<Colour> colour = Setting.choice("cortex.local.test.colour", Colour.RED, "which");
    assertThat(settings(Map.of()).get(colour)).isEqualTo(Colour.RED);
    assertThat(settings(Map.of("cortex.local.test.colour", "dark-blue")).get(colour))
        .isEqualTo(Colour.DARK_BLUE);
    assertThat(colour.row()).isEqualTo("| `cortex.local.test.colour` | `red` | which |");
    assertThatThrownBy(() -> settings(Map.of("cortex.local.test.colour", "DARK_BLUE")).get(colour))
        .isInstanceOf(SettingException.class)
        .hasMessage("cortex.local.test.colour: expected red or dark-blue, but it is \"DARK_BLUE\"");
  }

  @Test
  void hasARowForTheReadme() {
    assertThat(COUNT.row()).isEqualTo("| `cortex.local.test.count` | `7` | how many |");
    assertThat(Setting.pairs("cortex.local.test.pairs", "which").row())
        .isEqualTo("| `cortex.local.test.pairs` | | which |");
  }

  private static Settings settings(Map<String, String> values) {
    return Settings.ofThisProcess()
        .preferring(new Settings.Source("test", name -> Optional.ofNullable(values.get(name))));
  }
}
