package io.cortexlocal.assertions;

import static java.util.Objects.requireNonNull;

import io.cortexlocal.text.Printable;
import io.cortexlocal.timeline.ReadinessEvidence;
import io.cortexlocal.timeline.Timeline;
import io.cortexlocal.timeline.TimelineEvent;
import io.cortexlocal.timeline.TimelineText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on what happened to an API. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class TimelineAssert extends AbstractAssert<TimelineAssert, Timeline> {

  private static final int LINES = 30;

  TimelineAssert(@Nullable Timeline actual) {
    super(actual, TimelineAssert.class);
  }

  /**
   * Verifies that every replica was Ready, for the first time, at most this long after its pod was
   * created.
   */
  public TimelineAssert becameReadyWithin(Duration limit) {
    requireNonNull(limit, "limit");
    isNotNull();
    if (actual.replicas().isEmpty()) {
      fail("%s has had no replica yet", actual.api());
    }
    Map<String, TimelineEvent.Created> creations = actual.creations();
    Map<String, TimelineEvent.Ready> readies = actual.firstReadies();
    Map<String, TimelineEvent.ClockSetBack> setBack = actual.clocksSetBack();
    for (String replica : actual.replicas()) {
      TimelineEvent.Created created = creations.get(replica);
      TimelineEvent.Ready ready = readies.get(replica);
      if (created == null || ready == null) {
        fail(
            "expected %s to become Ready within %s%nbut it is not Ready yet",
            replica, TimelineText.seconds(limit));
      } else if (setBack.containsKey(replica)) {
        fail(
            "it cannot be judged how long %s took to become Ready: the clock of its node was set"
                + " back by %s meanwhile",
            replica, TimelineText.seconds(setBack.get(replica).by()));
      } else {
        requireWithin(limit, created, ready);
      }
    }
    return this;
  }

  private void requireWithin(
      Duration limit, TimelineEvent.Created created, TimelineEvent.Ready ready) {
    Duration most = Duration.between(created.at(), ready.at().plus(ready.within()));
    Duration least = Duration.between(created.at().plus(created.within()), ready.at());
    if (least.compareTo(limit) > 0) {
      fail(
          "expected %s to become Ready within %s%nbut it took %s%s",
          ready.replica(),
          TimelineText.seconds(limit),
          most.equals(least) ? "" : "at least ",
          TimelineText.seconds(least));
    } else if (most.compareTo(limit) > 0) {
      fail(
          "expected %s to become Ready within %s%nbut that cannot be judged: it took between %s and"
              + " %s, since the cluster writes whole seconds%ntry: a limit that leaves more room",
          ready.replica(),
          TimelineText.seconds(limit),
          TimelineText.seconds(least.isNegative() ? Duration.ZERO : least),
          TimelineText.seconds(most));
    }
  }

  /**
   * Verifies that requests reached each replica's container only after it was able to serve: after
   * it was Ready and its workers had answered.
   *
   * <p>An open port is no proof of that, so the assertion fails when nothing better is known: give
   * the container a readiness probe by HTTP, or let its answers be observed with
   * {@code @CortexApi(answersAt = "/…")}. It also fails when no request has reached a container.
   *
   * <p>Only moments of one clock are compared. Where a request that did not come through the
   * gateway falls into the second in which its replica became Ready, or the node's clock was set
   * back, it says that it cannot judge.
   */
  public TimelineAssert receivedNoTrafficBeforeReady() {
    isNotNull();
    if (actual.evidence() == ReadinessEvidence.PORT_ONLY) {
      fail(
          """
          it is not known when the workers of %s were ready: it has no readiness probe by HTTP on \
          its port, and its answers were not observed
          try: @CortexApi(answersAt = "/"), or a readiness_probe with http_get in cortex.yaml""",
          actual.api());
    }
    requireSomeRequest();
    List<TimelineEvent.Request> early = actual.requestsBeforeAble();
    if (!early.isEmpty()) {
      TimelineEvent.Request first = early.get(0);
      fail(
          """
          expected no request to reach a container of %s before its workers were ready
          but %d of %d did; the first: %s %s reached %s %s
          try: a readiness_probe with http_get on the API's port, which keeps traffic away until the \
          workers answer""",
          actual.api(),
          early.size(),
          actual.requests().size(),
          first.method(),
          first.path(),
          first.replica(),
          tooEarly(first));
    }
    List<TimelineEvent.Request> undecided = actual.requestsNotComparable();
    if (!undecided.isEmpty()) {
      TimelineEvent.Request first = undecided.get(0);
      fail(
          """
          it cannot be judged whether %d of %d requests reached a container of %s before it was Ready
          the first: %s %s at %s did not come through the gateway, and %s""",
          undecided.size(),
          actual.requests().size(),
          actual.api(),
          first.method(),
          first.path(),
          first.replica(),
          notComparable(first.replica()));
    }
    requireComplete();
    return this;
  }

  /**
   * Verifies that no replica's container ever worked on more requests at a time. Requests that wait
   * in the sidecar's queue do not count. One whose client leaves counts until then: its place is
   * free for the next one, though the container may go on with it.
   *
   * <p>Fails when no request reached a container, as there is nothing to judge then.
   */
  public TimelineAssert maxInFlightPerReplica(int most) {
    isNotNull();
    requireSomeRequest();
    for (Map.Entry<String, Integer> replica : actual.maxInFlight().entrySet()) {
      if (replica.getValue() > most) {
        fail(
            """
            expected at most %d requests in flight per replica of %s
            but %s worked on %d at a time
            try: pod.max_concurrency in cortex.yaml is what limits them""",
            most, actual.api(), replica.getKey(), replica.getValue());
      }
    }
    requireComplete();
    return this;
  }

  /** What is missing might be what would fail. */
  private void requireComplete() {
    if (!actual.incomplete().isEmpty()) {
      TimelineEvent.Incomplete first = actual.incomplete().get(0);
      fail(
          "it cannot be judged, since the timeline of %s is not complete%nof %s: %s",
          actual.api(), first.replica(), first.reason());
    }
    Set<String> replicas = Set.copyOf(actual.replicas());
    for (TimelineEvent.LinesLost lost : actual.linesLost()) {
      if (replicas.contains(lost.replica())) {
        fail(
            "it cannot be judged, since the timeline of %s is not complete%nof %s: %s",
            actual.api(), lost.replica(), TimelineText.of(lost));
      }
    }
  }

  private void requireSomeRequest() {
    if (actual.requests().stream().allMatch(request -> request.reachedContainer().isEmpty())) {
      fail(
          "no request has reached a container of %s yet, so there is nothing to judge",
          actual.api());
    }
  }

  private String notComparable(String replica) {
    TimelineEvent.ClockSetBack setBack = actual.clocksSetBack().get(replica);
    return setBack == null
        ? "the cluster says the moment of Ready in whole seconds only"
        : "the clock of its node was set back by " + TimelineText.seconds(setBack.by());
  }

  private String tooEarly(TimelineEvent.Request request) {
    Instant reached = request.reachedContainer().orElseThrow();
    return actual
        .able(request.replica())
        .map(
            able ->
                TimelineText.seconds(Duration.between(reached, able))
                    + " before its workers answered")
        .orElse("whose workers have not answered at all");
  }

  private void fail(String message, Object... arguments) {
    failWithMessage(
        "%n%s%ntimeline:%n%s",
        Printable.of(message.formatted(arguments)), TimelineText.of(actual, LINES));
  }
}
