package io.cortexlocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.config.ParseResult;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a deployment does before its containers start, so that they reach this machine. */
@Timeout(60)
class HostPortsTests {

  private static final String API =
      """
      - name: reads
        kind: RealtimeAPI
        pod:
          containers:
          - name: web
            image: example/web:1
      """;

  @AutoClose private final InMemoryCortex cluster = new InMemoryCortex();

  private DeployedApis deploy(CortexLocal local, Duration timeout, Integer... ports) {
    ParseResult parsed =
        CortexConfig.parse("cortex.yaml", API.getBytes(StandardCharsets.UTF_8), Optional.empty());
    return local.deploy(
        ((ParseResult.Valid) parsed).config(),
        DeployOptions.of(LocalImages.none().withHostPorts(Set.of(ports)), timeout));
  }

  private boolean isThere() {
    return cluster.get(ResourceType.NAMESPACE, "", "local").isPresent()
        || cluster.get(ResourceType.SERVICE, "local", "cortex").isPresent()
        || cluster.get(ResourceType.DEPLOYMENT, "local", "host").isPresent();
  }

  @Test
  void withoutANamedPortNothingIsInTheCluster() {
    try (CortexLocal local = cluster.local(Settings.ofThisProcess());
        DeployedApis deployed = deploy(local, Duration.ofSeconds(30))) {
      assertThat(deployed).hasSize(1);
      assertThat(isThere()).isFalse();
    }
  }

  @Test
  void withOneTheRelayIsThereBeforeTheApi() {
    try (CortexLocal local = cluster.local(Settings.ofThisProcess())) {
      cluster.keepFromStarting("host");

      assertThatThrownBy(() -> deploy(local, Duration.ofSeconds(5), 9000))
          .isInstanceOf(ClusterException.class)
          .hasMessageStartingWith(
              "containers do not reach this machine at host.cortex.local within 5 s:"
                  + " no pod of its relay is ready")
          .hasMessageContaining("pod host-");
      assertThat(cluster.deployments()).isEmpty();
    }
  }

  @Test
  void itIsThereOnceForAllThatNamePorts() {
    try (CortexLocal local = cluster.local(Settings.ofThisProcess());
        DeployedApis first = deploy(local, Duration.ofSeconds(30), 9000);
        DeployedApis second = deploy(local, Duration.ofSeconds(30), 9000, 5432)) {
      assertThat(first).hasSize(1);
      assertThat(second).hasSize(1);
      assertThat(cluster.deployments()).containsExactly("api-reads");
      assertThat(isThere()).isTrue();
    }
  }

  @Test
  void theRelaysOwnPortIsRefused() {
    try (CortexLocal local = cluster.local(Settings.ofThisProcess())) {
      assertThatThrownBy(() -> deploy(local, Duration.ofSeconds(30), 64_999))
          .isInstanceOf(ClusterException.class)
          .hasMessage("port 64999 cannot be reached at host.cortex.local: it is the relay's own");
      assertThat(isThere()).isFalse();
    }
  }
}
