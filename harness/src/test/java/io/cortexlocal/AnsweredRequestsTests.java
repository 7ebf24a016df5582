package io.cortexlocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes.LostLines;
import io.cortexlocal.timeline.TimelineEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A timeline is complete when every sidecar has written what it had seen by then. */
class AnsweredRequestsTests {

  private static final String TIMES =
      "\"kind\":\"request\",\"start\":\"1.000000000\",\"end\":\"2.000000000\"";

  @AutoClose private final InMemoryCortex cluster = new InMemoryCortex();
  private HttpServer gateway;

  @BeforeEach
  void start() throws IOException {
    gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    gateway.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          int status = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    gateway.start();
    cluster.gateway(URI.create("http://127.0.0.1:" + gateway.getAddress().getPort()));
  }

  @AfterEach
  void stop() {
    gateway.stop(0);
  }

  /** The gateway may have answered it, or another API: no sidecar of this one will tell of it. */
  @Test
  void aRequestThatNoSidecarSawHoldsNothingUp() {
    RealtimeApi api = cluster.deploy("a1", "");
    api.get("/200");
    sidecarReports(api.get("/404").requestId(), 404);

    assertThat(api.timeline().requests()).hasSize(1);
  }

  @Test
  void aRequestThatSomebodyElseSentIsThereToo() {
    RealtimeApi api = cluster.deploy("a1", "");
    sidecarReports("", 200);

    assertThat(api.timeline().requests()).hasSize(1);
    assertThat(cluster.asked()).isEqualTo(1);
  }

  @Test
  void aSidecarThatDoesNotReportIsNamedWithTheRequestsThatAreMissing() {
    cluster.set("cortex.local.log-timeout", "50ms");
    RealtimeApi api = cluster.deploy("a1", "");
    cluster.keepSidecarsSilent(true);
    String first = api.get("/200").requestId();
    sidecarReports(api.get("/200").requestId(), 200);
    gatewayReports(api.get("/503").requestId(), "\"flags\":\"UH\"");
    api.get("/x/404?q=1");

    assertThatThrownBy(api::timeline)
        .isInstanceOf(ClusterException.class)
        .hasMessage(
            "the sidecar of "
                + name(api)
                + " did not report within 0.05 s, so requests may be missing on the timeline; of those sent from here: GET /a1/200 → 200 (x-request-id "
                + first
                + ") and 1 more");
  }

  @Test
  void linesThatWereLostStandOnTheTimeline() {
    RealtimeApi api = cluster.deploy("a1", "");
    sidecarReports(api.get("/200").requestId(), 200);
    Instant at = Instant.parse("2026-01-02T03:04:05Z");
    cluster.loseSidecarLines("a1", new LostLines(at, OptionalLong.of(5), "they came too fast"));

    assertThat(api.timeline().linesLost())
        .containsExactly(
            new TimelineEvent.LinesLost(
                at, name(api), "proxy", OptionalLong.of(5), "they came too fast"));
  }

  @Test
  void aSidecarThatDoesNotReportIsWaitedForOnce() {
    cluster.set("cortex.local.log-timeout", "50ms");
    RealtimeApi api = cluster.deploy("a1", "");
    sidecarReports("r", 200);
    cluster.keepSidecarsSilent(true);
    assertThatThrownBy(api::timeline).isInstanceOf(ClusterException.class);
    assertThat(cluster.asked()).isEqualTo(1);

    for (int i = 0; i < 3; i++) {
      assertThat(api.timeline().incomplete())
          .extracting(TimelineEvent.Incomplete::reason)
          .containsExactly("its sidecar did not report within 0.05 s");
    }
    assertThat(cluster.asked()).isEqualTo(1);
  }

  @Test
  void aSidecarThatReportsAgainIsAskedAgain() {
    cluster.set("cortex.local.log-timeout", "1s");
    RealtimeApi api = cluster.deploy("a1", "");
    cluster.keepSidecarsSilent(true);
    assertThatThrownBy(api::timeline).isInstanceOf(ClusterException.class);
    assertThat(cluster.asked()).isEqualTo(1);
    cluster.keepSidecarsSilent(false);
    sidecarReports("r", 200);

    assertThat(api.timeline().requests()).hasSize(1);
    assertThat(cluster.asked()).isEqualTo(2);
  }

  private static String name(RealtimeApi api) {
    return api.replicas().get(0).name();
  }

  private void sidecarReports(String requestId, int status) {
    cluster.sidecarLine(
        "a1",
        "{%s,\"request_id\":\"%s\",\"cluster\":\"user\",\"status\":%d}"
            .formatted(TIMES, requestId, status));
  }

  private void gatewayReports(String requestId, String fields) {
    cluster.gatewayLine("{%s,\"request_id\":\"%s\",%s}".formatted(TIMES, requestId, fields));
  }
}
