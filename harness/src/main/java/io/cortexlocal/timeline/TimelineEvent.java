package io.cortexlocal.timeline;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Something that happened to one replica of an API. */
public sealed interface TimelineEvent {

  /** Returns when it happened, on the cluster's clock. */
  Instant at();

  /** Returns the name of the replica's pod. */
  String replica();

  /** The replica's pod was seen for the first time. */
  record Created(Instant at, String replica) implements TimelineEvent {}

  /** A container of the replica ended and was started again. */
  record Restarted(Instant at, String replica, String container) implements TimelineEvent {}

  /** The API's port began to accept connections, as the sidecar saw it within 100 ms. */
  record PortBound(Instant at, String replica) implements TimelineEvent {}

  /** The API's port stopped accepting connections. */
  record PortLost(Instant at, String replica) implements TimelineEvent {}

  /**
   * The replica's workers gave their first answer to HTTP, of whatever status, to a request of the
   * sidecar's own.
   */
  record Answering(Instant at, String replica) implements TimelineEvent {}

  /** The pod became Ready: from now on the gateway may send it requests. */
  record Ready(Instant at, String replica) implements TimelineEvent {}

  /** The pod is no longer Ready. */
  record NotReady(Instant at, String replica) implements TimelineEvent {}

  /** The pod is gone. */
  record Gone(Instant at, String replica) implements TimelineEvent {}

  /**
   * The sidecar let a request of a {@code kube-probe/} agent through. Such a request is outside its
   * limits, and no request in flight.
   *
   * @param path as the container saw it, with its query
   */
  record Probe(Instant at, String replica, String method, String path, int status)
      implements TimelineEvent {}

  /**
   * The sidecar is done with a request.
   *
   * @param at when the request arrived at the sidecar
   * @param queued how long it waited there for its turn; empty when it never reached the container
   * @param end when its last byte had been answered
   * @param status that the caller got; 0 when the caller left before
   * @param path as the container saw it, with its query
   * @param refused whether the sidecar's queue was full
   */
  record Request(
      Instant at,
      String replica,
      String requestId,
      String method,
      String path,
      Optional<Duration> queued,
      Instant end,
      int status,
      boolean refused)
      implements TimelineEvent {

    /** Returns when the container got the request, if it did. */
    public Optional<Instant> reachedContainer() {
      return queued.map(at::plus);
    }
  }
}
