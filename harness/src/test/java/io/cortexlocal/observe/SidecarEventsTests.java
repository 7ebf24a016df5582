package io.cortexlocal.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.timeline.TimelineEvent;
import io.cortexlocal.workload.sidecar.SidecarEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SidecarEventsTests {

  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void whatBefellThePort() {
    assertThat(SidecarEvents.health("p1", new SidecarEvent.PortBound(AT), AT))
        .contains(new TimelineEvent.PortBound(AT, "p1"));
    assertThat(SidecarEvents.health("p1", new SidecarEvent.PortLost(AT), AT))
        .contains(new TimelineEvent.PortLost(AT, "p1"));
    assertThat(SidecarEvents.health("p1", new SidecarEvent.Answering(AT), AT))
        .contains(new TimelineEvent.Answering(AT, "p1"));
    assertThat(SidecarEvents.health("p1", new SidecarEvent.Ended(), AT)).isEmpty();
  }

  @Test
  void anAnsweredRequestWithTheTimeItWasQueued() {
    assertThat(
            request(
                """
                {"kind":"request","proxy":"sidecar","start":"1767323045.250000000",\
                "end":"1767323047.000000000","request_id":"r1","method":"POST","path":"/v1/x?q=1",\
                "forwarded_path":"/v1/x?q=1","status":201,"flags":"-","details":"via_upstream",\
                "first_byte_upstream_ns":1500000000}"""))
        .isEqualTo(
            new TimelineEvent.Request(
                AT.plusMillis(250),
                "p1",
                "r1",
                "POST",
                "/v1/x?q=1",
                Optional.of(Duration.ofMillis(1500)),
                AT.plusSeconds(2),
                201,
                false));
  }

  @Test
  void aRefusedRequest() {
    assertThat(
            request(
                """
                {"kind":"request","proxy":"sidecar","start":"1767323045.000000000",\
                "end":"1767323045.001000000","request_id":"r2","method":"GET","path":"/",\
                "forwarded_path":"/","status":503,"flags":"-","details":\
                "reached_concurrency_limit","first_byte_upstream_ns":null}"""))
        .isEqualTo(
            new TimelineEvent.Request(
                AT, "p1", "r2", "GET", "/", Optional.empty(), AT.plusMillis(1), 503, true));
  }

  @Test
  void aProbeThatTheSidecarLetThrough() {
    assertThat(
            request(
                """
                {"kind":"request","proxy":"sidecar","start":"1767323045.000000000",\
                "end":"1767323045.001000000","method":"GET","path":"/healthz",\
                "forwarded_path":"/healthz","status":200,"cluster":"user-probe",\
                "first_byte_upstream_ns":1000}"""))
        .isEqualTo(new TimelineEvent.Probe(AT, "p1", "GET", "/healthz", 200));
  }

  private static TimelineEvent request(String line) {
    SidecarEvent.Request request = (SidecarEvent.Request) SidecarEvent.parse(line).orElseThrow();
    return SidecarEvents.traffic(
        "p1", request, request.log().start(), request.log().end(), false, text -> text);
  }
}
