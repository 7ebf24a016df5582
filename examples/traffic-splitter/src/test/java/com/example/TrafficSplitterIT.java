package com.example;

import static io.cortexlocal.assertions.CortexAssertions.assertThat;

import io.cortexlocal.RealtimeApi;
import io.cortexlocal.TrafficSplitter;
import io.cortexlocal.junit.CortexApi;
import io.cortexlocal.traffic.ApiResponse;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** A canary gets the share of the requests that the file gives it, from one endpoint. */
@CortexApi("cortex.yaml")
class TrafficSplitterIT {

  private static final int REQUESTS = 200;

  @Test
  void sharesRequestsByWeight(
      TrafficSplitter classifier, RealtimeApi classifierStable, RealtimeApi classifierCanary) {
    int canary = 0;
    for (int i = 0; i < REQUESTS; i++) {
      ApiResponse response = classifier.post("?image=" + i, "");
      assertThat(response).hasStatus(200);
      canary += response.text().contains("\"version\":\"2\"") ? 1 : 0;
    }

    // 20 % of 200 are 40; five standard deviations are 28.
    Assertions.assertThat(canary).isBetween(12, 68);
    Assertions.assertThat(classifierCanary.timeline().requests()).hasSize(canary);
    Assertions.assertThat(classifierStable.timeline().requests()).hasSize(REQUESTS - canary);
  }
}
