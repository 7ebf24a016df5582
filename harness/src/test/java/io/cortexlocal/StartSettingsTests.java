package io.cortexlocal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.settings.SettingException;
import io.cortexlocal.settings.Settings;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartSettingsTests {

  @ParameterizedTest
  @CsvSource({
    "cortex.local.timeout, 5sec",
    "cortex.local.request-timeout, 5sec",
    "cortex.local.log-timeout, 5sec",
    "cortex.local.privileged, 5sec"
  })
  void aWrongValueIsRefusedBeforeAnythingStarts(String setting, String value) {
    Settings settings =
        Settings.ofThisProcess()
            .preferring(
                new Settings.Source(
                    "test", name -> Optional.of(value).filter(given -> name.equals(setting))));

    assertThatThrownBy(() -> CortexLocal.start(settings))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith(setting + ": expected ")
        .hasMessageContaining("\"5sec\"");
  }
}
