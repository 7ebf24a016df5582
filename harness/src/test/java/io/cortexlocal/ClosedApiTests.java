package io.cortexlocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.config.ParseResult;
import io.cortexlocal.deploy.DeployException;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.time.Deadline;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What a cluster that goes on keeps of an API that is closed. */
class ClosedApiTests {

  private static final String YAML =
      """
      - name: web
        kind: RealtimeAPI
        pod:
          containers:
          - name: web
            image: example/web:1
      """;

  @AutoClose private final InMemoryCortex cluster = new InMemoryCortex();
  private final CortexLocal local = cluster.local(Settings.ofThisProcess());
  private final CortexConfig config =
      ((ParseResult.Valid)
              CortexConfig.parse(
                  "cortex.yaml", YAML.getBytes(StandardCharsets.UTF_8), Optional.empty()))
          .config();

  @Test
  void nothingOfAClosedApiIsReachable() {
    int before = cluster.subscriptions();
    requireGone(new WeakReference<>(closed()));
    requireGone(new WeakReference<>(closedTimeline()));
    assertThat(cluster.deployments()).isEmpty();
    assertThat(cluster.subscriptions()).isEqualTo(before);
  }

  @Test
  void nothingOfADeploymentThatFailedIsFollowed() {
    int before = cluster.subscriptions();
    cluster.keepFromStarting("api-web");
    assertThatThrownBy(() -> deploy(Duration.ofMillis(50))).isInstanceOf(DeployException.class);
    assertThat(cluster.subscriptions()).isEqualTo(before);
  }

  private RealtimeApi deploy(Duration timeout) {
    return local.deploy(config, DeployOptions.of(LocalImages.none(), timeout)).get(0);
  }

  private Object closed() {
    RealtimeApi api = deploy(Duration.ofSeconds(10));
    api.close();
    return api;
  }

  private Object closedTimeline() {
    try (RealtimeApi api = deploy(Duration.ofSeconds(10))) {
      return api.timeline();
    }
  }

  private static void requireGone(WeakReference<Object> reference) {
    Deadline deadline = Deadline.after(Duration.ofSeconds(20));
    while (reference.get() != null) {
      assertThat(deadline.left()).as("time until it is collected").isPositive();
      System.gc();
    }
  }
}
