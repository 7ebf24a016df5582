package io.cortexlocal.workload.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class SidecarBootstrapTests {

  private final JsonNode bootstrap =
      Json.read(SidecarBootstrap.write(SidecarSettings.inPod(8080, 1, 1, "/admin.sock")))
          .orElseThrow();

  @Test
  void checksThePortTenTimesASecondUntilItIsOpenAndThenEverySecond() {
    JsonNode check = cluster("user-port").path("health_checks").get(0);

    assertThat(check.path("no_traffic_interval").asText()).isEqualTo("0.1s");
    assertThat(check.path("unhealthy_interval").asText()).isEqualTo("0.1s");
    assertThat(check.path("interval").asText()).isEqualTo("1s");
    assertThat(check.path("no_traffic_healthy_interval").asText()).isEqualTo("1s");
  }

  @Test
  void checksAndServesOneAddressFamily() {
    for (String name : List.of("user", "user-probe", "user-port")) {
      assertThat(cluster(name).findValues("socket_address"))
          .as(name)
          .extracting(address -> address.path("address").asText())
          .containsExactly("127.0.0.1");
    }
  }

  @Test
  void keepsIdleConnectionsToTheContainerAsLongAsCortexsProxy() {
    for (String name : List.of("user", "user-probe")) {
      assertThat(cluster(name).findValuesAsText("idle_timeout")).as(name).containsExactly("90s");
    }
  }

  private JsonNode cluster(String name) {
    for (JsonNode cluster : bootstrap.path("static_resources").path("clusters")) {
      if (cluster.path("name").asText().equals(name)) {
        return cluster;
      }
    }
    throw new AssertionError("no cluster " + name);
  }
}
