package io.cortexlocal.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTests {

  private static final String NAME = "cortex.local.test-only.setting";

  @Test
  void theSourceThatWasAddedLastGoesFirst() {
    Settings settings =
        Settings.ofThisProcess()
            .preferring(source(Map.of("a", "low", "b", "low")))
            .preferring(source(Map.of("a", "high")));

    assertThat(settings.text("a")).contains("high");
    assertThat(settings.text("b")).contains("low");
    assertThat(settings.text("c")).isEmpty();
  }

  @Test
  void systemPropertiesComeAfterWhatWasGiven() {
    System.setProperty(NAME, "property");
    try {
      assertThat(Settings.ofThisProcess().text(NAME)).contains("property");
      assertThat(with("given").text(NAME)).contains("given");
    } finally {
      System.clearProperty(NAME);
    }
    assertThat(Settings.ofThisProcess().text(NAME)).isEmpty();
  }

  @Test
  void theEnvironmentComesLast() {
    Map.Entry<String, String> variable =
        System.getenv().entrySet().stream()
            .filter(entry -> entry.getKey().matches("[A-Z]+"))
            .filter(entry -> !entry.getValue().isBlank())
            .filter(entry -> System.getProperty(lowerCase(entry.getKey())) == null)
            .findFirst()
            .orElseThrow();
    String name = lowerCase(variable.getKey());
    assertThat(Settings.ofThisProcess().text(name)).contains(variable.getValue().strip());

    System.setProperty(name, "property");
    try {
      assertThat(Settings.ofThisProcess().text(name)).contains("property");
    } finally {
      System.clearProperty(name);
    }
  }

  private static String lowerCase(String variable) {
    return variable.toLowerCase(Locale.ROOT);
  }

  @ParameterizedTest
  @CsvSource({
    "cortex.local.k3s.image, CORTEX_LOCAL_K3S_IMAGE",
    "cortex.local.start-timeout, CORTEX_LOCAL_START_TIMEOUT"
  })
  void theEnvironmentMirrorsTheName(String name, String variable) {
    assertThat(Settings.environmentVariable(name)).isEqualTo(variable);
  }

  @Test
  void aBlankValueIsNone() {
    Settings settings =
        Settings.ofThisProcess()
            .preferring(source(Map.of("a", "low")))
            .preferring(source(Map.of("a", "  ")));

    assertThat(settings.text("a")).contains("low");
    assertThat(with(" x ").text(NAME)).contains("x");
  }

  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "60s, PT60S",
    "5m, PT5M",
    "1h, PT1H",
    "PT1M30S, PT1M30S",
    "P1D, PT24H"
  })
  void durations(String text, Duration expected) {
    assertThat(with(text).duration(NAME, Duration.ZERO)).isEqualTo(expected);
  }

  @Test
  void otherwise() {
    Settings settings = Settings.ofThisProcess();

    assertThat(settings.duration(NAME, Duration.ofSeconds(7))).isEqualTo(Duration.ofSeconds(7));
    assertThat(settings.flag(NAME, true)).isTrue();
    assertThat(settings.flag(NAME, false)).isFalse();
    assertThat(settings.pairs(NAME)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "60",
        "0s",
        "-5s",
        "PT0S",
        "PT-1S",
        "5 m",
        "5M",
        "soon",
        "1.5s",
        "99999999999999999999s",
        "9223372036854775807h",
        "99999999999s",
        "P999999999D"
      })
  void whatIsNoPositiveDurationIsRefused(String text) {
    assertThatThrownBy(() -> with(text).duration(NAME, Duration.ZERO))
        .isExactlyInstanceOf(SettingException.class)
        .hasMessage(
            "cortex.local.test-only.setting: expected a positive duration such as 60s, 5m or"
                + " PT1M30S, but it is \""
                + text
                + "\"");
  }

  @ParameterizedTest
  @CsvSource({"true, true", "TRUE, true", "false, false", "False, false"})
  void flags(String text, boolean expected) {
    assertThat(with(text).flag(NAME, !expected)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "1", "on", "truee"})
  void whatIsNoFlagIsRefused(String text) {
    assertThatThrownBy(() -> with(text).flag(NAME, true))
        .isExactlyInstanceOf(SettingException.class)
        .hasMessage(
            "cortex.local.test-only.setting: expected true or false, but it is \"" + text + "\"");
  }

  @Test
  void pairsKeepTheirOrderAndEverythingAfterTheFirstEqualsSign() {
    assertThat(with("B=2, A=x=y ,EMPTY=").pairs(NAME))
        .containsExactly(Map.entry("B", "2"), Map.entry("A", "x=y"), Map.entry("EMPTY", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"A=1,B | B", "=1 | =1", "A | A", "A=1, | ''"})
  void whatIsNoPairIsRefused(String text, String part) {
    assertThatThrownBy(() -> with(text).pairs(NAME))
        .isExactlyInstanceOf(SettingException.class)
        .hasMessage(
            "cortex.local.test-only.setting: expected NAME=value pairs separated by commas, but"
                + " found \""
                + part
                + "\"");
  }

  private static Settings with(String value) {
    return Settings.ofThisProcess().preferring(source(Map.of(NAME, value)));
  }

  private static Settings.Source source(Map<String, String> values) {
    return new Settings.Source("test", name -> Optional.ofNullable(values.get(name)));
  }
}
