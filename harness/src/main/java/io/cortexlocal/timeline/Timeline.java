package io.cortexlocal.timeline;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** What is known of an API's replicas and requests at one moment. Never changes. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Timeline {

  private final String api;
  private final ReadinessEvidence evidence;
  private final List<TimelineEvent> events;

  /**
   * @param api the API's name
   * @param evidence how it is known that workers answered
   * @param events in any order
   */
  public Timeline(String api, ReadinessEvidence evidence, List<TimelineEvent> events) {
    this.api = requireNonNull(api, "api");
    this.evidence = requireNonNull(evidence, "evidence");
    this.events =
        requireNonNull(events, "events").stream()
            .sorted(Comparator.comparingLong(Moments::nanos))
            .toList();
  }

  /** Returns the API's name. */
  public String api() {
    return api;
  }

  /** Returns how it is known that workers answered. */
  public ReadinessEvidence evidence() {
    return evidence;
  }

  /** Returns the events in the order in which they happened. */
  public List<TimelineEvent> events() {
    return events;
  }

  /** Returns the replicas, in the order in which they were created. */
  public List<String> replicas() {
    return events.stream()
        .filter(event -> !(event instanceof TimelineEvent.LinesLost))
        .map(TimelineEvent::replica)
        .distinct()
        .toList();
  }

  /** Returns what is missing on it, because lines of a proxy's log were lost. */
  public List<TimelineEvent.LinesLost> linesLost() {
    return all(TimelineEvent.LinesLost.class);
  }

  /** Returns the requests that arrived at any sidecar, in the order of their arrival. */
  public List<TimelineEvent.Request> requests() {
    return all(TimelineEvent.Request.class);
  }

  /** Returns the requests that arrived at one replica's sidecar. */
  public List<TimelineEvent.Request> requests(String replica) {
    requireNonNull(replica, "replica");
    return requests().stream().filter(request -> request.replica().equals(replica)).toList();
  }

  /** Returns how many requests one replica's container worked on, over time. */
  public InFlight inFlight(String replica) {
    requireNonNull(replica, "replica");
    return InFlight.of(requests(replica));
  }

  /** Returns when a replica became Ready for the first time. */
  public Optional<Instant> firstReady(String replica) {
    requireNonNull(replica, "replica");
    return first(TimelineEvent.Ready.class, replica);
  }

  /** Returns when a replica's port first accepted a connection. */
  public Optional<Instant> firstPortBound(String replica) {
    requireNonNull(replica, "replica");
    return first(TimelineEvent.PortBound.class, replica);
  }

  /** Returns when a replica's workers first answered HTTP, if that was observed. */
  public Optional<Instant> firstAnswering(String replica) {
    requireNonNull(replica, "replica");
    return first(TimelineEvent.Answering.class, replica);
  }

  /** Returns the time from a replica's creation until it was Ready for the first time. */
  public Optional<Duration> timeToReady(String replica) {
    requireNonNull(replica, "replica");
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
    requireNonNull(replica, "replica");
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
   * <p>It is at least that long where the cluster tells Ready in whole seconds alone, as k3s does.
   * That the workers answered is looked at every 100 ms, so a gap that is no longer is none.
   *
   * @return nothing when one of the two did not happen or was not observed
   */
  public Optional<Duration> readinessGap(String replica) {
    requireNonNull(replica, "replica");
    Optional<TimelineEvent.Ready> ready = Optional.ofNullable(firstReadies().get(replica));
    Optional<Instant> answering = firstAnswering(replica);
    if (ready.isEmpty() || answering.isEmpty()) {
      return Optional.empty();
    }
    Instant readyAtLast = ready.get().at().plus(ready.get().within());
    Duration gap = Duration.between(readyAtLast, answering.get());
    boolean certain = gap.compareTo(Duration.ofNanos(EarlyTraffic.ASKED_EVERY_NANOS)) > 0;
    return Optional.of(certain ? gap : Duration.ZERO);
  }

  /**
   * Returns the requests that reached a container before its replica was {@link #able}.
   *
   * <p>Requests and the workers' first answer are on one clock, the sidecar's. One that the gateway
   * sent came after Ready, whatever the clocks say, since the gateway knows Ready replicas alone.
   * That the workers answered is looked at every 100 ms: a request that they answered before that
   * was noticed, and no more than 100 ms after it reached them, is not early.
   */
  public List<TimelineEvent.Request> requestsBeforeAble() {
    return EarlyTraffic.in(evidence, events).early();
  }

  /**
   * Returns the requests of which it cannot be told whether they came before their replica was
   * Ready: they did not come through the gateway, and the moments do not decide it.
   */
  public List<TimelineEvent.Request> requestsNotComparable() {
    return EarlyTraffic.in(evidence, events).undecided();
  }

  /** Returns the largest number of requests that each replica's container worked on at a time. */
  public Map<String, Integer> maxInFlight() {
    Map<String, List<TimelineEvent.Request>> byReplica = new LinkedHashMap<>();
    for (TimelineEvent event : events) {
      if (event instanceof TimelineEvent.Request request && request.hasReachedContainer()) {
        byReplica.computeIfAbsent(request.replica(), name -> new ArrayList<>()).add(request);
      }
    }
    Map<String, Integer> max = new LinkedHashMap<>();
    byReplica.forEach((replica, requests) -> max.put(replica, InFlight.max(requests)));
    return max;
  }

  /** Returns the first Ready of each replica that became so, in the order of these moments. */
  public Map<String, TimelineEvent.Ready> firstReadies() {
    return firsts(TimelineEvent.Ready.class);
  }

  /** Returns the creation of each replica where that is known, in the order of these moments. */
  public Map<String, TimelineEvent.Created> creations() {
    return firsts(TimelineEvent.Created.class);
  }

  /** Returns what is missing on it; empty when it is complete. */
  public List<TimelineEvent.Incomplete> incomplete() {
    return all(TimelineEvent.Incomplete.class);
  }

  /** Returns how far the clocks of replicas' nodes were set back, for each that was. */
  public Map<String, TimelineEvent.ClockSetBack> clocksSetBack() {
    return firsts(TimelineEvent.ClockSetBack.class);
  }

  private <E extends TimelineEvent> Map<String, E> firsts(Class<E> type) {
    Map<String, E> firsts = new LinkedHashMap<>();
    for (TimelineEvent event : events) {
      if (type.isInstance(event)) {
        firsts.putIfAbsent(event.replica(), type.cast(event));
      }
    }
    return firsts;
  }

  private <E extends TimelineEvent> List<E> all(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private <E extends TimelineEvent> Optional<Instant> first(Class<E> type, String replica) {
    return Optional.ofNullable(firsts(type).get(replica)).map(TimelineEvent::at);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Timeline that
        && api.equals(that.api)
        && evidence == that.evidence
        && events.equals(that.events);
  }

  @Override
  public int hashCode() {
    return Objects.hash(api, evidence, events);
  }

  @Override
  public String toString() {
    return "timeline of %s: %d events".formatted(api, events.size());
  }
}
