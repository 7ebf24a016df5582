package io.cortexlocal.timeline;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Something that happened to one replica of an API. */
public sealed interface TimelineEvent {

  /**
   * Returns when it happened, as the cluster or a proxy wrote it; never by this process's clock.
   * Where the cluster writes whole seconds only, it is the earliest moment.
   */
  Instant at();

  /** Returns how much later than {@link #at()} it may have happened: what is not known of it. */
  default Duration within() {
    return Duration.ZERO;
  }

  /** Returns the name of the replica's pod. */
  String replica();

  /** The replica's pod was created. */
  record Created(Instant at, String replica, Duration within) implements TimelineEvent {

    /** A moment that is known exactly. */
    public Created(Instant at, String replica) {
      this(at, replica, Duration.ZERO);
    }
  }

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

  /**
   * The sidecar answered a readiness probe of the kubelet with success, for the first time or after
   * a failure. The pod is Ready only after that, and this moment is on the clock of its requests.
   */
  record SidecarReady(Instant at, String replica) implements TimelineEvent {}

  /** The pod became Ready: from now on the gateway may send it requests. */
  record Ready(Instant at, String replica, Duration within) implements TimelineEvent {

    /** A moment that is known exactly. */
    public Ready(Instant at, String replica) {
      this(at, replica, Duration.ZERO);
    }
  }

  /** The pod is no longer Ready. */
  record NotReady(Instant at, String replica, Duration within) implements TimelineEvent {

    /** A moment that is known exactly. */
    public NotReady(Instant at, String replica) {
      this(at, replica, Duration.ZERO);
    }
  }

  /** The pod is gone. */
  record Gone(Instant at, String replica, Duration within) implements TimelineEvent {

    /** A moment that is known exactly. */
    public Gone(Instant at, String replica) {
      this(at, replica, Duration.ZERO);
    }
  }

  /**
   * A probe of the replica cannot be made, because its command cannot be started, for the first
   * time. It neither passes nor fails.
   *
   * @param container whose probe it is; empty where the cluster does not say
   * @param probe {@code liveness} or {@code readiness}
   * @param reason as the container runtime says it
   */
  record ProbeNotRun(
      Instant at, String replica, Duration within, String container, String probe, String reason)
      implements TimelineEvent {}

  /**
   * Something of this replica is not on the timeline.
   *
   * @param at when it happened that is missing, or until when
   * @param reason what is missing and why
   */
  record Incomplete(Instant at, String replica, String reason) implements TimelineEvent {}

  /**
   * The clock of the replica's node was set back. What the sidecar wrote later stands here as if
   * the clock had stood still meanwhile, so that the order is right; moments that others wrote
   * cannot be compared with it any more.
   *
   * @param by how far, as far as the sidecar's log shows it
   */
  record ClockSetBack(Instant at, String replica, Duration by) implements TimelineEvent {}

  /**
   * Lines of a proxy's log were lost before they were read, so what they told is not on the
   * timeline.
   *
   * @param at when that was noticed
   * @param replica whose log it is: a replica's pod, or the gateway's
   * @param count how many lines; empty when nobody knows
   * @param reason what became of them
   */
  record LinesLost(Instant at, String replica, String container, OptionalLong count, String reason)
      implements TimelineEvent {}

  /**
   * The sidecar let a request of a {@code kube-probe/} agent through. Such a request is outside its
   * limits, and no request in flight.
   *
   * @param path as the container saw it, with its query; its first 4,096 bytes
   */
  record Probe(Instant at, String replica, String method, String path, int status)
      implements TimelineEvent {}

  /**
   * The sidecar is done with a request.
   *
   * <p>A run may have a million of these, so it is kept small.
   */
  final class Request implements TimelineEvent {

    private static final long NEVER = -1;

    private final long at;
    private final long queued;
    private final long end;
    private final long idHigh;
    private final long idLow;
    private final String id;
    private final String replica;
    private final String method;
    private final String path;
    private final short status;
    private final boolean refused;
    private final boolean throughGateway;

    /**
     * Makes a request that did not come through the gateway, as far as is known.
     *
     * @see #Request(Instant, String, String, String, String, Optional, Instant, int, boolean,
     *     boolean)
     */
    public Request(
        Instant at,
        String replica,
        String requestId,
        String method,
        String path,
        Optional<Duration> queued,
        Instant end,
        int status,
        boolean refused) {
      this(at, replica, requestId, method, path, queued, end, status, refused, false);
    }

    /**
     * Makes a request.
     *
     * @param at when the request arrived at the sidecar
     * @param queued how long it waited there for its turn; empty when it never reached the
     *     container
     * @param end when its last byte had been answered
     * @param status that the caller got; 0 when the caller left before
     * @param path as the container saw it, with its query; its first 4,096 bytes
     * @param refused whether the sidecar's queue was full
     * @param throughGateway whether the gateway sent it, which sends to Ready replicas alone
     */
    public Request(
        Instant at,
        String replica,
        String requestId,
        String method,
        String path,
        Optional<Duration> queued,
        Instant end,
        int status,
        boolean refused,
        boolean throughGateway) {
      this.at = Moments.nanos(at);
      this.queued = queued.map(Duration::toNanos).orElse(NEVER);
      this.end = Moments.nanos(end);
      this.replica = replica;
      Optional<UUID> uuid = Moments.uuid(requestId);
      this.idHigh = uuid.map(UUID::getMostSignificantBits).orElse(0L);
      this.idLow = uuid.map(UUID::getLeastSignificantBits).orElse(0L);
      this.id = uuid.isPresent() ? null : requestId;
      this.method = method;
      this.path = path;
      this.status = (short) status;
      this.refused = refused;
      this.throughGateway = throughGateway;
    }

    /** Returns when the request arrived at the sidecar. */
    @Override
    public Instant at() {
      return Moments.instant(at);
    }

    long atNanos() {
      return at;
    }

    long endNanos() {
      return end;
    }

    boolean hasReachedContainer() {
      return queued != NEVER;
    }

    long reachedNanos() {
      return at + queued;
    }

    @Override
    public String replica() {
      return replica;
    }

    /** Returns {@code x-request-id}; empty when it has none. */
    public String requestId() {
      return id == null ? new UUID(idHigh, idLow).toString() : id;
    }

    /** Returns the request's method. */
    public String method() {
      return method;
    }

    /** Returns the path as the container saw it, with its query; its first 4,096 bytes. */
    public String path() {
      return path;
    }

    /** Returns how long it waited for its turn; empty when it never reached the container. */
    public Optional<Duration> queued() {
      return hasReachedContainer() ? Optional.of(Duration.ofNanos(queued)) : Optional.empty();
    }

    /** Returns when its last byte had been answered. */
    public Instant end() {
      return Moments.instant(end);
    }

    /** Returns the status that the caller got; 0 when the caller left before. */
    public int status() {
      return status;
    }

    /** Returns whether the sidecar's queue was full. */
    public boolean refused() {
      return refused;
    }

    /** Returns whether the gateway sent it, which sends to Ready replicas alone. */
    public boolean throughGateway() {
      return throughGateway;
    }

    /** Returns when the container got the request, if it did. */
    public Optional<Instant> reachedContainer() {
      return hasReachedContainer()
          ? Optional.of(Moments.instant(reachedNanos()))
          : Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Request that
          && at == that.at
          && queued == that.queued
          && end == that.end
          && status == that.status
          && refused == that.refused
          && throughGateway == that.throughGateway
          && requestId().equals(that.requestId())
          && replica.equals(that.replica)
          && method.equals(that.method)
          && path.equals(that.path);
    }

    @Override
    public int hashCode() {
      return Objects.hash(at, end, replica, method, path, status);
    }

    @Override
    public String toString() {
      return "Request[at=%s, replica=%s, requestId=%s, %s %s, queued=%s, end=%s, status=%d, refused=%s]"
          .formatted(at(), replica, requestId(), method, path, queued(), end(), status, refused);
    }
  }
}
