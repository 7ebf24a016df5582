package io.cortexlocal.workload.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a real Envoy tells of the requests that it has taken. */
@Timeout(60)
class SidecarLoadTests {

  @Test
  void countsWhatRunsAndWhatWaitsButNoProbeAndNoRefusal() throws Exception {
    try (UserContainer user = UserContainer.start(0);
        RunningSidecar sidecar = RunningSidecar.start(user.port(), 2, 3)) {
      assertThat(load(sidecar)).isEqualTo(new SidecarLoad(0, 0));
      List<Wire> waiting = new ArrayList<>();
      for (int index = 1; index <= 5; index++) {
        waiting.add(Wire.send(sidecar.dataPort(), "GET /" + index));
        sidecar.awaitActiveRequests(index);
      }
      sidecar.await("two requests run", () -> user.arrived().size() == 2);
      Wire probe = Wire.send(sidecar.dataPort(), "GET /p", "User-Agent: kube-probe/1.22");
      sidecar.await("the probe arrived", () -> user.arrived().contains("GET /p"));
      assertThat(Wire.exchange(sidecar.dataPort(), "GET /6").status()).isEqualTo(503);

      SidecarLoad load = load(sidecar);

      assertThat(load).isEqualTo(new SidecarLoad(2, 3));
      assertThat(load.inFlight()).isEqualTo(5);
      user.release(6);
      assertThat(probe.answer().status()).isEqualTo(200);
      for (Wire one : waiting) {
        assertThat(one.answer().status()).isEqualTo(200);
      }
      sidecar.awaitActiveRequests(0);
      assertThat(load(sidecar)).isEqualTo(new SidecarLoad(0, 0));
    }
  }

  @Test
  void whatTellsOfNothingIsRefused() {
    assertThatThrownBy(() -> SidecarLoad.parse("envoy_server_live 1\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("envoy_cluster_upstream_rq_active");
  }

  static SidecarLoad load(RunningSidecar sidecar) throws Exception {
    return SidecarLoad.parse(
        Wire.exchange(sidecar.adminPort(), "GET " + SidecarLoad.path()).body());
  }
}
