package io.cortexlocal.junit;

import static io.cortexlocal.assertions.CortexAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.RealtimeApi;
import io.cortexlocal.timeline.Timeline;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which container serves the API's port, and from when on. */
@Tag("conformance")
@CortexApi("src/test/apis/ports.yaml")
class PortsIT {

  private static final Duration DELAY = Duration.ofSeconds(3);

  @Test
  void theSecondContainerMayServeThePort(RealtimeApi beside) {
    assertThat(beside.get("/env")).hasStatus(200).hasBodyContaining("\"OWN\": \"server\"");
    assertThat(beside.get("/connect?host=127.0.0.1&port=8081")).hasBody("connected");
  }

  @Test
  void anApiIsNotReadyBeforeItsPortIsBound(RealtimeApi late) {
    assertThat(late.get("/")).hasStatus(200);
    Timeline timeline = late.timeline();
    assertThat(timeline.replicas())
        .singleElement()
        .satisfies(
            replica -> {
              assertThat(timeline.timeToReady(replica).orElseThrow()).isGreaterThan(DELAY);
              assertThat(timeline.firstPortBound(replica).orElseThrow())
                  .isBefore(timeline.firstReady(replica).orElseThrow());
            });
  }

  @Test
  void jsonIsPostedAsJson(RealtimeApi beside) {
    assertThat(beside.postJson("/echo", "{\"a\":1}"))
        .hasStatus(200)
        .hasBodyContaining("\"content-type\": \"application/json\"")
        .hasBodyContaining("{\\\"a\\\":1}");
  }
}
