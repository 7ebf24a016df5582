package io.cortexlocal.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.embedded.linux.NodeMode;
import io.cortexlocal.settings.SettingException;
import io.cortexlocal.settings.Settings;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedSettingsTests {

  @Test
  void leaveTheModeOpenAndTheNodeWithoutAccelerators() {
    EmbeddedSettings settings = settings(Map.of());

    assertThat(settings.mode()).isEmpty();
    Map<String, Quantity> allocatable =
        MachineNode.of("here", settings).getStatus().getAllocatable();
    assertThat(allocatable).containsOnlyKeys("cpu", "memory", "pods");
    assertThat(allocatable.get("cpu"))
        .isEqualTo(new Quantity(Runtime.getRuntime().availableProcessors() + ""));
  }

  @ParameterizedTest
  @CsvSource({"true, USER_NAMESPACE", "false, ROOT"})
  void forceTheMode(String value, NodeMode mode) {
    assertThat(settings(Map.of(EmbeddedSettings.USER_NAMESPACE.name(), value)).mode())
        .hasValue(mode);
  }

  @Test
  void giveTheNodeAccelerators() {
    EmbeddedSettings settings =
        settings(
            Map.of(
                EmbeddedSettings.GPUS.name(), "2", EmbeddedSettings.INFERENTIA_CHIPS.name(), "3"));

    Node node = MachineNode.of("here", settings);

    assertThat(node.getMetadata().getLabels()).containsEntry("workload", "true");
    assertThat(node.getStatus().getAllocatable())
        .containsEntry("nvidia.com/gpu", new Quantity("2"))
        .containsEntry("aws.amazon.com/neuron", new Quantity("3"))
        .containsEntry("hugepages-2Mi", new Quantity("768Mi"));
  }

  @Test
  void tellTheSchedulerOfOtherProcessorsThanTheMachineHas() {
    EmbeddedSettings settings = settings(Map.of(EmbeddedSettings.CPUS.name(), "48"));

    assertThat(MachineNode.of("here", settings).getStatus().getAllocatable())
        .containsEntry("cpu", new Quantity("48"));
    assertThatThrownBy(() -> settings(Map.of(EmbeddedSettings.CPUS.name(), "0")))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "cortex.local.embedded.cpus: expected a number from 1 to 9999, but it is \"0\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "two", "1.5", "10000"})
  void refuseWhatIsNoCount(String value) {
    assertThatThrownBy(() -> settings(Map.of(EmbeddedSettings.GPUS.name(), value)))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "cortex.local.embedded.gpus: expected a number from 0 to 9999, but it is \"%s\""
                .formatted(value));
  }

  private static EmbeddedSettings settings(Map<String, String> values) {
    Settings settings =
        Settings.ofThisProcess()
            .preferring(new Settings.Source("test", name -> Optional.ofNullable(values.get(name))));
    return EmbeddedSettings.from(settings, Map.of("HOME", "/home/dev"));
  }
}
