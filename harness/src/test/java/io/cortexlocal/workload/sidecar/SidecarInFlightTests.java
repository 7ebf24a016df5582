package io.cortexlocal.workload.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.istio.AccessLog;
import io.cortexlocal.timeline.ReadinessEvidence;
import io.cortexlocal.timeline.Timeline;
import io.cortexlocal.timeline.TimelineEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The requests in flight that a real Envoy's log comes to. */
@Timeout(60)
class SidecarInFlightTests {

  private static final int REQUESTS = 200;

  /** One answer's end and the next request's start lie microseconds apart. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void areNeverMoreThanTheLimitLetsThrough(int maxConcurrency) throws Exception {
    try (UserContainer user = UserContainer.start(0);
        RunningSidecar sidecar = RunningSidecar.start(user.port(), maxConcurrency, REQUESTS)) {
      List<Wire> waiting = new ArrayList<>();
      for (int index = 0; index < REQUESTS; index++) {
        waiting.add(Wire.send(sidecar.dataPort(), "GET /" + index));
      }
      sidecar.awaitActiveRequests(REQUESTS);
      user.release(REQUESTS);
      for (Wire request : waiting) {
        assertThat(request.answer().status()).isEqualTo(200);
      }
      sidecar.await(
          "all requests are written", () -> timeline(sidecar).requests().size() == REQUESTS);

      assertThat(timeline(sidecar).inFlight("p1").max()).isEqualTo(maxConcurrency);
    }
  }

  private static Timeline timeline(RunningSidecar sidecar) throws IOException {
    return new Timeline(
        "a1",
        ReadinessEvidence.PROBED,
        sidecar.events().stream()
            .filter(SidecarEvent.Request.class::isInstance)
            .map(event -> onTimeline(((SidecarEvent.Request) event).log()))
            .toList());
  }

  private static TimelineEvent onTimeline(AccessLog log) {
    return new TimelineEvent.Request(
        log.start(),
        "p1",
        log.requestId(),
        log.method(),
        log.path(),
        log.firstByteUpstream(),
        log.end(),
        log.status(),
        false);
  }
}
