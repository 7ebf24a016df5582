package com.example;

import static io.cortexlocal.assertions.CortexAssertions.assertThat;

import io.cortexlocal.RealtimeApi;
import io.cortexlocal.junit.CortexApi;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** With a readiness probe the gateway waits for the workers, not just for the port. */
@CortexApi(value = "cortex.yaml", answersAt = "/healthz")
class WithReadinessProbeIT {

  @Test
  void noRequestReachesTheContainerBeforeItsWorkersAnswer(RealtimeApi slowWorkers) {
    assertThat(slowWorkers.get("/predict")).hasStatus(200);

    assertThat(slowWorkers).receivedNoTrafficBeforeReady();
    String replica = slowWorkers.timeline().replicas().get(0);
    Assertions.assertThat(slowWorkers.timeline().readinessGap(replica)).hasValue(Duration.ZERO);
  }
}
