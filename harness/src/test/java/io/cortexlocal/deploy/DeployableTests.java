package io.cortexlocal.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.config.ApiConfigs;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.config.TaskApiConfig;
import io.cortexlocal.config.TrafficSplitterConfig;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeployableTests {

  private static final TrafficSplitterConfig SPLITTER =
      new TrafficSplitterConfig("split", List.of(), "/split", 1);
  private static final TaskApiConfig TASK =
      new TaskApiConfig("task", ApiConfigs.minimal("task").pod(), Optional.empty(), "/task", 1);

  @Test
  void aRealtimeApiWithAReplicaIsDeployed() {
    RealtimeApiConfig api = ApiConfigs.minimal("a1");

    assertThat(Deployable.of(List.of(api)).apis()).containsExactly(api);
    assertThat(Deployable.of(List.of(api)).omission()).isEmpty();
  }

  @Test
  void aSplitterIsDeployedEvenAlone() {
    assertThat(Deployable.of(List.of(SPLITTER)).splitters()).containsExactly(SPLITTER);
    assertThat(Deployable.of(List.of(SPLITTER)).omission()).isEmpty();
  }

  @Test
  void otherKindsAreLeftOutAndNamed() {
    RealtimeApiConfig api = ApiConfigs.minimal("a1");
    Deployable deployable = Deployable.of(List.of(TASK, api));

    assertThat(deployable.apis()).containsExactly(api);
    assertThat(deployable.omission())
        .hasValue(
            "left out task (TaskAPI): Cortex Local deploys APIs of the kinds RealtimeAPI and"
                + " TrafficSplitter only");
  }

  @Test
  void aFileOfOtherKindsAloneIsRefused() {
    assertThatThrownBy(() -> Deployable.of(List.of(TASK)))
        .isExactlyInstanceOf(DeployException.class)
        .hasMessage(
            "nothing of it can be deployed: Cortex Local deploys APIs of the kinds RealtimeAPI and"
                + " TrafficSplitter only, not task (TaskAPI)");
  }

  @Test
  void anApiWithoutAReplicaIsDeployed() {
    RealtimeApiConfig api = ApiConfigs.api("a1").replicas(0, 100, 0).build();

    assertThat(Deployable.of(List.of(api)).apis()).containsExactly(api);
  }
}
