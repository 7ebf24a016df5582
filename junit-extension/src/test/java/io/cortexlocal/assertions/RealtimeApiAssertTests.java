package io.cortexlocal.assertions;

import static io.cortexlocal.assertions.CortexAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.InMemoryCortex;
import io.cortexlocal.RealtimeApi;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Each assertion on an API is that on its timeline, read at that moment. */
class RealtimeApiAssertTests {

  @AutoClose private final InMemoryCortex cluster = new InMemoryCortex();
  private final RealtimeApi api = cluster.deploy("a1", "/healthz");

  @Test
  void passWhereTheTimelineDoes() {
    request("2100-01-01");

    assertThat(api)
        .becameReadyWithin(Duration.ofMinutes(1))
        .receivedNoTrafficBeforeReady()
        .maxInFlightPerReplica(1);
  }

  @Test
  void failWhereTheTimelineDoes() {
    assertThatThrownBy(() -> assertThat(api).becameReadyWithin(Duration.ofNanos(-1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith(
            "%nexpected %s to become Ready within -0.000 s%nbut it took ".formatted(replica()));
    assertThatThrownBy(() -> assertThat(api).receivedNoTrafficBeforeReady())
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("%nno request has reached a container of a1 yet".formatted());
    request("2001-01-01");
    assertThatThrownBy(() -> assertThat(api).receivedNoTrafficBeforeReady())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("but 1 of 1 did; the first: GET /v1 reached " + replica() + " ");
    assertThatThrownBy(() -> assertThat(api).maxInFlightPerReplica(0))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("but " + replica() + " worked on 1 at a time");
  }

  @Test
  void whatATestSaysOfAnAssertionGoesBeforeItsMessage() {
    for (Consumer<RealtimeApiAssert> assertion : failing()) {
      assertThatThrownBy(() -> assertion.accept(assertThat(api).as("after the %s", "burst")))
          .isInstanceOf(AssertionError.class)
          .hasMessageStartingWith("[after the burst] ");
      assertThatThrownBy(() -> assertion.accept(assertThat(api).describedAs(() -> "later")))
          .hasMessageStartingWith("[later] ");
    }
  }

  @Test
  void aTestsOwnMessageTakesThePlaceOfTheOther() {
    for (Consumer<RealtimeApiAssert> assertion : failing()) {
      assertThatThrownBy(
              () -> assertion.accept(assertThat(api).overridingErrorMessage("mine: %d", 1)))
          .isInstanceOf(AssertionError.class)
          .hasMessage("mine: 1");
      assertThatThrownBy(() -> assertion.accept(assertThat(api).withFailMessage(() -> "later")))
          .hasMessage("later");
    }
  }

  private static List<Consumer<RealtimeApiAssert>> failing() {
    return List.of(
        it -> it.becameReadyWithin(Duration.ofNanos(-1)),
        RealtimeApiAssert::receivedNoTrafficBeforeReady,
        it -> it.maxInFlightPerReplica(0));
  }

  @Test
  void eachFailsOnNull() {
    RealtimeApiAssert none = assertThat((RealtimeApi) null);
    for (ThrowingCallable assertion :
        List.<ThrowingCallable>of(
            () -> none.becameReadyWithin(Duration.ofSeconds(1)),
            none::receivedNoTrafficBeforeReady,
            () -> none.maxInFlightPerReplica(1))) {
      assertThatThrownBy(assertion)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("Expecting actual not to be null");
    }
  }

  private String replica() {
    return api.replicas().get(0).name();
  }

  private void request(String date) {
    long start = Instant.parse(date + "T00:00:00Z").getEpochSecond();
    cluster.sidecarLine(
        "a1",
        """
        {"kind":"request","proxy":"sidecar","start":"%d.000000000","end":"%d.500000000",\
        "request_id":"r","method":"GET","path":"/v1","forwarded_path":"/v1","status":200,\
        "flags":"-","cluster":"user","first_byte_upstream_ns":1000}"""
            .formatted(start, start));
  }
}
