package io.cortexlocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.traffic.ApiRequest;
import io.cortexlocal.traffic.TrafficException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** When the cluster is gone, that is said, and not what was met because of it. */
class GoneClusterTests {

  private static final String GONE = "the node has ended.\nTry: look for what killed it.";

  @AutoClose private final InMemoryCortex cluster = new InMemoryCortex();
  private final RealtimeApi api = cluster.deploy("a", "");

  @Test
  void aRequestSaysItInOneSentence() {
    cluster.die(GONE);

    assertThatThrownBy(() -> api.get("/x"))
        .isInstanceOf(TrafficException.class)
        .hasMessage("GET http://127.0.0.1:1/a/x got no answer: " + GONE)
        .hasNoCause();
    assertThatThrownBy(() -> api.sendAsync(ApiRequest.get("/x")).get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .hasMessage("GET http://127.0.0.1:1/a/x got no answer: " + GONE)
        .hasNoCause();
  }

  @Test
  void aRequestThatFailsHasTheLineThatSentIt() {
    assertThatThrownBy(() -> api.get("/x"))
        .isInstanceOf(TrafficException.class)
        .hasMessageStartingWith("GET http://127.0.0.1:1/a/x got no answer (the limit is PT10S): ")
        .satisfies(
            failure ->
                assertThat(Arrays.asList(failure.getStackTrace()))
                    .anyMatch(
                        frame ->
                            frame.getClassName().startsWith(GoneClusterTests.class.getName())));
  }

  @Test
  void theDescriptionSaysItInsteadOfPodsThatAreNoMore() {
    cluster.die(GONE);

    assertThat(api.describe()).isEqualTo("  the node has ended.\n  Try: look for what killed it.");
  }

  @Test
  void theTimelineIsNotWaitedFor() {
    cluster.keepSidecarsSilent(true);
    cluster.die(GONE);

    long start = System.nanoTime();
    assertThatThrownBy(api::timeline).isInstanceOf(ClusterException.class).hasMessage(GONE);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }
}
