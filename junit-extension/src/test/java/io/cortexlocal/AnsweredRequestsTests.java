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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a timeline is complete: both logs are late, and neither tells everything. */
class AnsweredRequestsTests {

  private static final String TIMES =
      "\"kind\":\"request\",\"start\":\"1.000000000\",\"end\":\"2.000000000\"";

  private final FakeCluster cluster = new FakeCluster();
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

  @Test
  void aRequestThatNobodyReportsIsMissing() {
    cluster.set("cortex.local.log-timeout", "50ms");
    RealtimeApi api = cluster.deploy("a1", "");
    String first = api.get("/200").requestId();
    sidecarReports(api.get("/200").requestId(), 200);

    assertThatThrownBy(api::timeline)
        .isInstanceOf(ClusterException.class)
        .hasMessage(
            "the proxies did not report request %s (and 0 more) within 0.05 s".formatted(first));
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
                at, "api-a1-x", "proxy", OptionalLong.of(5), "they came too fast"));
  }

  @Test
  void theSidecarsReportOfTheAnswerIsEnough() {
    RealtimeApi api = cluster.deploy("a1", "");

    sidecarReports(api.get("/200").requestId(), 200);
    sidecarReports(api.get("/404").requestId(), 404);

    assertThat(api.timeline().requests()).hasSize(2);
  }

  /** After a second attempt, the first one's sidecar has told of 503. */
  @Test
  void aSidecarsReportOfAnotherAnswerIsNot() {
    cluster.set("cortex.local.log-timeout", "50ms");
    RealtimeApi api = cluster.deploy("a1", "");
    String id = api.get("/200").requestId();

    sidecarReports(id, 503);
    gatewayReports(id, "\"first_byte_upstream_ns\":1,\"details\":\"via_upstream\"");
    assertThatThrownBy(api::timeline).isInstanceOf(ClusterException.class);

    sidecarReports(id, 200);
    assertThat(api.timeline().requests()).hasSize(2);
  }

  @Test
  void theGatewaysReportIsEnoughWhereNoSidecarHasTheRequest() {
    RealtimeApi api = cluster.deploy("a1", "");

    gatewayReports(api.get("/404").requestId(), "\"flags\":\"NR\"");
    gatewayReports(api.get("/503").requestId(), "\"flags\":\"UH\"");
    gatewayReports(api.get("/502").requestId(), "\"first_byte_upstream_ns\":1,\"flags\":\"UC\"");

    assertThat(api.timeline().requests()).isEmpty();
  }

  @Test
  void theGatewaysReportIsNotEnoughWhereASidecarHasTheRequest() {
    cluster.set("cortex.local.log-timeout", "50ms");
    RealtimeApi api = cluster.deploy("a1", "");
    String id = api.get("/504").requestId();

    gatewayReports(id, "\"first_byte_upstream_ns\":1,\"flags\":\"UT\"");
    assertThatThrownBy(api::timeline).isInstanceOf(ClusterException.class);

    sidecarReports(id, 0);
    assertThat(api.timeline().requests()).hasSize(1);
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
