package io.cortexlocal.timeline;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What is known of an API's replicas and requests at one moment.
 *
 * @param api the API's name
 * @param evidence how it is known that workers answered
 * @param events in the order in which they happened
 */
public record Timeline(String api, ReadinessEvidence evidence, List<TimelineEvent> events) {

  public Timeline {
    events = events.stream().sorted(Comparator.comparing(TimelineEvent::at)).toList();
  }

  /** Returns the replicas, in the order in which they were created. */
  public List<String> replicas() {
    return events.stream().map(TimelineEvent::replica).distinct().toList();
  }

  /** Returns the requests that arrived at any sidecar, in the order of their arrival. */
  public List<TimelineEvent.Request> requests() {
    return all(TimelineEvent.Request.class);
  }

  /** Returns the requests that arrived at one replica's sidecar. */
  public List<TimelineEvent.Request> requests(String replica) {
    return requests().stream().filter(request -> request.replica().equals(replica)).toList();
  }

  /** Returns how many requests one replica's container worked on, over time. */
  public InFlight inFlight(String replica) {
    return InFlight.of(requests(replica));
  }

  /** Returns when a replica became Ready for the first time. */
  public Optional<Instant> firstReady(String replica) {
    return first(TimelineEvent.Ready.class, replica);
  }

  /** Returns when a replica's port first accepted a connection. */
  public Optional<Instant> firstPortBound(String replica) {
    return first(TimelineEvent.PortBound.class, replica);
  }

  /** Returns when a replica's workers first answered HTTP, if that was observed. */
  public Optional<Instant> firstAnswering(String replica) {
    return first(TimelineEvent.Answering.class, replica);
  }

  /** Returns the time from a replica's creation until it was Ready for the first time. */
  public Optional<Duration> timeToReady(String replica) {
    Optional<Instant> created = first(TimelineEvent.Created.class, replica);
    Optional<Instant> ready = firstReady(replica);
    return created.isEmpty() || ready.isEmpty()
        ? Optional.empty()
        : Optional.of(Duration.between(created.get(), ready.get()));
  }

  /**
   * Returns when a replica was able to serve: when it was Ready and, where that was observed, its
   * workers answered too.
   */
  public Optional<Instant> able(String replica) {
    Optional<Instant> ready = firstReady(replica);
    if (evidence != ReadinessEvidence.OBSERVED) {
      return ready;
    }
    Optional<Instant> answering = firstAnswering(replica);
    if (ready.isEmpty() || answering.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(ready.get().isAfter(answering.get()) ? ready.get() : answering.get());
  }

  /**
   * Returns the readiness gap: how long a replica was Ready, and so had requests sent to it, before
   * its workers answered. Zero when they answered first.
   *
   * @return nothing when one of the two did not happen or was not observed
   */
  public Optional<Duration> readinessGap(String replica) {
    Optional<Instant> ready = firstReady(replica);
    Optional<Instant> answering = firstAnswering(replica);
    if (ready.isEmpty() || answering.isEmpty()) {
      return Optional.empty();
    }
    Duration gap = Duration.between(ready.get(), answering.get());
    return Optional.of(gap.isNegative() ? Duration.ZERO : gap);
  }

  /** Returns the requests that reached a container before its replica was {@link #able}. */
  public List<TimelineEvent.Request> requestsBeforeAble() {
    return requests().stream()
        .filter(
            request ->
                request
                    .reachedContainer()
                    .filter(
                        reached ->
                            able(request.replica())
                                .map(able -> reached.isBefore(able))
                                .orElse(true))
                    .isPresent())
        .toList();
  }

  private <E extends TimelineEvent> List<E> all(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private <E extends TimelineEvent> Optional<Instant> first(Class<E> type, String replica) {
    return all(type).stream()
        .filter(event -> event.replica().equals(replica))
        .map(TimelineEvent::at)
        .findFirst();
  }
}
