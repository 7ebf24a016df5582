package io.cortexlocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.traffic.TrafficException;
import org.junit.jupiter.api.Test;

/** A circle of calls that the gateway tells of is in the evidence and in a request's failure. */
class HangingCallsTests {

  private static final String CIRCLE = "calls go in a circle and wait for each other: a → a.";

  private final FakeCluster cluster = new FakeCluster();

  @Test
  void areDescribedAndNamedByARequestWithoutAnswer() {
    RealtimeApi api = cluster.deploy("a", "");
    assertThat(api.describe()).doesNotContain("circle");
    lasts("1", "192.0.2.9");
    lasts("2", "10.42.0.3");

    assertThat(api.describe()).contains("  " + CIRCLE);
    assertThatThrownBy(() -> api.get("/"))
        .isInstanceOf(TrafficException.class)
        .hasMessageStartingWith("GET http://127.0.0.1:1/a/ got no answer")
        .hasMessageContaining("\n" + CIRCLE);
  }

  @Test
  void ofAnApiThatIsGoneAreForgotten() {
    RealtimeApi api = cluster.deploy("a", "");
    lasts("1", "192.0.2.9");
    lasts("2", "10.42.0.3");
    api.close();

    assertThat(cluster.deploy("a", "").describe()).doesNotContain("circle");
  }

  private void lasts(String id, String client) {
    cluster.gatewayLine(
        """
        {"kind":"in-flight","request_id":"%s","client":"%s",\
        "cluster":"outbound|8888||api-a.default.svc.cluster.local"}"""
            .formatted(id, client));
  }
}
