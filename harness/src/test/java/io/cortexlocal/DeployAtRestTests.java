package io.cortexlocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.activator.Activator;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.config.ParseResult;
import io.cortexlocal.deploy.DeployException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An API that starts without a replica. */
@Timeout(60)
class DeployAtRestTests {

  private static final String SLEEPER =
      """
      - name: sleeper
        kind: RealtimeAPI
        pod:
          containers:
          - name: web
            image: example/web:1
        autoscaling:
          min_replicas: 0
      """;

  @AutoClose private final InMemoryCortex cluster = new InMemoryCortex();

  @Test
  void itIsThereOnceTheActivatorTakesItsRequests() {
    try (Activator activator = Activator.whereNeeded(cluster.kubernetes(), "example/programs:1")) {
      RealtimeApi api = cluster.deploy(apis(), Duration.ofSeconds(30)).get(0);

      assertThat(api.replicas()).isEmpty();
    }
  }

  @Test
  void withoutAnActivatorItsDeploymentFails() {
    assertThatThrownBy(() -> cluster.deploy(apis(), Duration.ofSeconds(8)))
        .isInstanceOf(DeployException.class)
        .hasMessage(
            """
            API sleeper did not come up within 8 s: it starts with no replica, and the activator, \
            which takes its requests then, is not ready.
              the activator has no pod
            Try: run it again; if it stays so, this is a defect of Cortex Local.""");

    assertThat(cluster.deployments()).isEmpty();
  }

  private static List<ApiConfig> apis() {
    ParseResult result =
        CortexConfig.parse(
            "cortex.yaml", SLEEPER.getBytes(StandardCharsets.UTF_8), Optional.empty());
    return ((ParseResult.Valid) result).config().apis();
  }
}
