package io.cortexlocal.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.config.ApiConfigs;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.config.TrafficSplitterConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeployableTests {

  @Test
  void aRealtimeApiWithAReplicaIsDeployed() {
    RealtimeApiConfig api = ApiConfigs.minimal("a1");

    assertThat(Deployable.require(api)).isSameAs(api);
  }

  @Test
  void anotherKindIsRefused() {
    assertThatThrownBy(
            () -> Deployable.require(new TrafficSplitterConfig("split", List.of(), "/split", 0)))
        .isExactlyInstanceOf(DeployException.class)
        .hasMessage(
            "split is of kind TrafficSplitter, and Cortex Local deploys APIs of kind RealtimeAPI only");
  }

  @Test
  void anApiWithoutAReplicaIsRefused() {
    assertThatThrownBy(() -> Deployable.require(ApiConfigs.api("a1").replicas(0, 100, 0).build()))
        .isExactlyInstanceOf(DeployException.class)
        .hasMessage(
            """
            a1 starts with no replica (autoscaling: init_replicas is 0), and waking an API needs \
            Cortex's activator, which Cortex Local does not have.
            Try: init_replicas: 1.""");
  }
}
