package io.cortexlocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.config.ParseResult;
import io.cortexlocal.deploy.DeployException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeploySeveralTests {

  private static final String TWO =
      """
      - name: first
        kind: RealtimeAPI
        pod:
          containers:
          - name: web
            image: example/web:1
      - name: second
        kind: RealtimeAPI
        pod:
          containers:
          - name: web
            image: example/web:1
      """;

  private final FakeCluster cluster = new FakeCluster();

  @Test
  void theApisOfAFileComeUpAtOnce() {
    cluster.startReplicasAt(2);

    assertThat(cluster.deploy(apis(), Duration.ofSeconds(10)))
        .extracting(RealtimeApi::name)
        .containsExactly("first", "second");
  }

  @Test
  void whenOneDoesNotComeUpNoneIsLeft() {
    cluster.keepFromStarting("api-second");

    assertThatThrownBy(() -> cluster.deploy(apis(), Duration.ofMillis(50)))
        .isInstanceOf(DeployException.class)
        .hasMessageStartingWith("API second did not come up within 0.05 s: ");

    assertThat(cluster.deployments()).isEmpty();
    for (String name : List.of("api-first", "api-second")) {
      assertThat(cluster.get(ResourceType.SERVICE, "default", name)).isEmpty();
      assertThat(cluster.get(ResourceType.VIRTUAL_SERVICE, "default", name)).isEmpty();
    }
  }

  private static List<ApiConfig> apis() {
    ParseResult result =
        CortexConfig.parse("cortex.yaml", TWO.getBytes(StandardCharsets.UTF_8), Optional.empty());
    return ((ParseResult.Valid) result).config().apis();
  }
}
