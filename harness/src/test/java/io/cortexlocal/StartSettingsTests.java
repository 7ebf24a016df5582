package io.cortexlocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.settings.SettingException;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.workload.WorkloadSettings;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartSettingsTests {

  @ParameterizedTest
  @CsvSource({
    "cortex.local.timeout, 5sec",
    "cortex.local.request-timeout, 5sec",
    "cortex.local.log-timeout, 5sec",
    "cortex.local.termination-grace, 5sec",
    "cortex.local.privileged, 5sec",
    "cortex.local.cortex-version, 5sec"
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

  @Test
  void byDefaultContainersAreUnprivilegedAndTheirImagesLocal() {
    Settings settings =
        Settings.ofThisProcess()
            .preferring(
                new Settings.Source(
                    "test",
                    name ->
                        Optional.of("envoy:1")
                            .filter(image -> name.equals("cortex.local.envoy.image"))));

    assertThat(CortexLocal.workload(settings, Optional.empty()))
        .isEqualTo(
            new WorkloadSettings(
                "0.42.1", "envoy:1", "IfNotPresent", false, Optional.empty(), Optional.empty()));
  }

  @Test
  void containersAreToldTheVersionThatASettingSays() {
    Settings settings =
        Settings.ofThisProcess()
            .preferring(
                new Settings.Source(
                    "test",
                    name ->
                        Optional.of("0.42.0")
                            .filter(version -> name.equals("cortex.local.cortex-version"))));

    assertThat(CortexLocal.workload(settings, Optional.empty()).cortexVersion())
        .isEqualTo("0.42.0");
  }
}
