package com.example;

import static io.cortexlocal.assertions.CortexAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.RealtimeApi;
import io.cortexlocal.junit.CortexApi;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/**
 * Without a readiness probe an open port is all that Cortex waits for, and gunicorn opens it long
 * before its workers can answer.
 */
@CortexApi(value = "cortex-without-probe.yaml", answersAt = "/healthz")
class WithoutReadinessProbeIT {

  @Test
  void requestsReachTheContainerBeforeItsWorkersAnswer(RealtimeApi slowWorkers) {
    assertThat(slowWorkers.get("/predict")).hasStatus(200);

    assertThatThrownBy(() -> assertThat(slowWorkers).receivedNoTrafficBeforeReady())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("before its workers answered");
    String replica = slowWorkers.timeline().replicas().get(0);
    Assertions.assertThat(slowWorkers.timeline().readinessGap(replica))
        .hasValueSatisfying(gap -> Assertions.assertThat(gap).isGreaterThan(Duration.ofSeconds(1)));
  }
}
