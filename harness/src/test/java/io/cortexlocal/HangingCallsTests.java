package io.cortexlocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.traffic.TrafficException;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A circle of calls that the gateway tells of is in the evidence and in a request's failure. */
class HangingCallsTests {

  private static final String CIRCLE = "calls go in a circle and wait for each other: a → a.";

  @AutoClose private final InMemoryCortex cluster = new InMemoryCortex();

  @Test
  void areDescribedAndNamedByARequestWithoutAnswer() {
    RealtimeApi api = cluster.deploy("a", "");
    assertThat(api.describe()).doesNotContain("circle");
    lasts("1", "192.0.2.9");
    lasts("2", address());

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
    lasts("2", address());
    api.close();

    assertThat(cluster.deploy("a", "").describe()).doesNotContain("circle");
  }

  private String address() {
    return cluster
        .kubernetes()
        .list(ResourceType.POD, "default", Map.of())
        .get(0)
        .getStatus()
        .getPodIP();
  }

  private void lasts(String id, String client) {
    cluster.gatewayLine(
        """
        {"kind":"in-flight","request_id":"%s","client":"%s",\
        "cluster":"outbound|8888||api-a.default.svc.cluster.local"}"""
            .formatted(id, client));
  }
}
