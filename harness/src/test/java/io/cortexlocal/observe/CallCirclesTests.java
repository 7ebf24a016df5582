package io.cortexlocal.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.istio.InFlightRequest;
import io.cortexlocal.observe.CallCircles.Places;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Calls that go in a circle are named when nothing can get on, and no others. */
class CallCirclesTests {

  private static final String TEST = "192.0.2.9";

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final CallCircles circles = new CallCircles(now::get);
  private final Map<String, Places> apis =
      Map.of("a", places("10.0.0.1", 1), "b", places("10.0.0.2", 1), "c", places("10.0.0.3", 2));
  private int requests;

  @Test
  void anApiThatCallsItself() {
    assertThat(call(TEST, "a")).isEmpty();

    assertThat(call("10.0.0.1", "a"))
        .contains(
            "calls go in a circle and wait for each other: a → a. All places are taken by requests"
                + " that have lasted for more than 3 s: a has 2 requests and works on 1 at a time."
                + " Try: a larger pod.max_concurrency, or calls that do not lead back.");
    assertThat(circles.of("a")).hasSize(1);
    assertThat(circles.of("b")).isEmpty();
  }

  @Test
  void aCircleOfTwoBeginsWithTheSameOneWhereverItIsNoticed() {
    call(TEST, "b");
    call("10.0.0.2", "a");

    assertThat(call("10.0.0.1", "b"))
        .hasValueSatisfying(
            circle ->
                assertThat(circle)
                    .startsWith("calls go in a circle and wait for each other: a → b → a.")
                    .contains("a has 1 request and works on 1 at a time, b has 2 requests"));
    assertThat(circles.of("a")).isEqualTo(circles.of("b")).hasSize(1);
  }

  @Test
  void callsThatDoNotLeadBackAreNoCircle() {
    call(TEST, "a");
    call(TEST, "a");
    call("10.0.0.1", "b");

    assertThat(call("10.0.0.1", "b")).isEmpty();
  }

  @Test
  void aCircleWithAFreePlaceGetsOn() {
    call(TEST, "c");

    assertThat(call("10.0.0.3", "c")).isEmpty();
    assertThat(call("10.0.0.3", "c")).isPresent();
  }

  @Test
  void whatIsNotWrittenAgainIsOver() {
    call(TEST, "a");
    now.addAndGet(Duration.ofSeconds(8).toNanos());

    assertThat(call("10.0.0.1", "a")).isEmpty();
  }

  @Test
  void aCircleIsSaidEveryTenSeconds() {
    call(TEST, "a");
    InFlightRequest inner = request("10.0.0.1", "a");

    assertThat(circles.observe(inner, apis)).isPresent();
    now.addAndGet(Duration.ofSeconds(3).toNanos());
    assertThat(circles.observe(inner, apis)).isEmpty();
    now.addAndGet(Duration.ofSeconds(3).toNanos());
    assertThat(circles.observe(inner, apis)).isEmpty();
    call(TEST, "a");
    now.addAndGet(Duration.ofSeconds(5).toNanos());
    assertThat(circles.observe(inner, apis)).isPresent();
  }

  /** As frameworks for tracing do. */
  @Test
  void callsMayHandOnTheIdOfTheRequest() {
    circles.observe(new InFlightRequest("same", TEST, cluster("a")), apis);

    assertThat(circles.observe(new InFlightRequest("same", "10.0.0.1", cluster("a")), apis))
        .isPresent();
  }

  @Test
  void aNewDeploymentStartsWithoutAPast() {
    call(TEST, "a");
    call("10.0.0.1", "a");
    circles.forget("a");

    assertThat(circles.of("a")).isEmpty();
    assertThat(call("10.0.0.1", "a")).isEmpty();
  }

  @Test
  void whatIsNoApiIsLeftAlone() {
    assertThat(circles.observe(new InFlightRequest("1", TEST, ""), apis)).isEmpty();
    assertThat(call("10.0.0.1", "unknown")).isEmpty();
  }

  private Optional<String> call(String client, String api) {
    return circles.observe(request(client, api), apis);
  }

  private InFlightRequest request(String client, String api) {
    requests++;
    return new InFlightRequest("id-" + requests, client, cluster(api));
  }

  private static String cluster(String api) {
    return "outbound|8888||api-" + api + ".default.svc.cluster.local";
  }

  private static Places places(String address, int number) {
    return new Places() {
      @Override
      public Set<String> addresses() {
        return Set.of(address);
      }

      @Override
      public int number() {
        return number;
      }
    };
  }
}
