package io.cortexlocal.timeline;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to one replica of an API. There may be further kinds of events, and
 * further facts of each, in later versions: it is not for others to implement.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public interface TimelineEvent {

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
  final class Created extends ReplicaEvent {

    /** A moment that is known exactly. */
    public Created(Instant at, String replica) {
      this(at, replica, Duration.ZERO);
    }

    public Created(Instant at, String replica, Duration within) {
      super(at, replica, within);
    }
  }

  /** A container of the replica ended and was started again. */
  final class Restarted extends ReplicaEvent {

    private final String container;

    public Restarted(Instant at, String replica, String container) {
      super(at, replica, Duration.ZERO);
      this.container = container;
    }

    /** Returns the container's name. */
    public String container() {
      return container;
    }

    @Override
    Map<String, Object> facts() {
      return listed("container", container);
    }
  }

  /** The API's port began to accept connections, as the sidecar saw it within 100 ms. */
  final class PortBound extends ReplicaEvent {

    public PortBound(Instant at, String replica) {
      super(at, replica, Duration.ZERO);
    }
  }

  /** The API's port stopped accepting connections. */
  final class PortLost extends ReplicaEvent {

    public PortLost(Instant at, String replica) {
      super(at, replica, Duration.ZERO);
    }
  }

  /**
   * The replica's workers gave their first answer to HTTP, of whatever status, to a request of the
   * sidecar's own.
   */
  final class Answering extends ReplicaEvent {

    public Answering(Instant at, String replica) {
      super(at, replica, Duration.ZERO);
    }
  }

  /**
   * The sidecar answered a readiness probe of the kubelet with success, for the first time or after
   * a failure. The pod is Ready only after that, and this moment is on the clock of its requests.
   */
  final class SidecarReady extends ReplicaEvent {

    public SidecarReady(Instant at, String replica) {
      super(at, replica, Duration.ZERO);
    }
  }

  /** The pod became Ready: from now on the gateway may send it requests. */
  final class Ready extends ReplicaEvent {

    /** A moment that is known exactly. */
    public Ready(Instant at, String replica) {
      this(at, replica, Duration.ZERO);
    }

    public Ready(Instant at, String replica, Duration within) {
      super(at, replica, within);
    }
  }

  /** The pod is no longer Ready. */
  final class NotReady extends ReplicaEvent {

    /** A moment that is known exactly. */
    public NotReady(Instant at, String replica) {
      this(at, replica, Duration.ZERO);
    }

    public NotReady(Instant at, String replica, Duration within) {
      super(at, replica, within);
    }
  }

  /** The pod is gone. */
  final class Gone extends ReplicaEvent {

    /** A moment that is known exactly. */
    public Gone(Instant at, String replica) {
      this(at, replica, Duration.ZERO);
    }

    public Gone(Instant at, String replica, Duration within) {
      super(at, replica, within);
    }
  }

  /**
   * A probe of the replica cannot be made, because its command cannot be started, for the first
   * time. It neither passes nor fails.
   */
  final class ProbeNotRun extends ReplicaEvent {

    private final String container;
    private final String probe;
    private final String reason;

    public ProbeNotRun(
        Instant at,
        String replica,
        Duration within,
        String container,
        String probe,
        String reason) {
      super(at, replica, within);
      this.container = container;
      this.probe = probe;
      this.reason = reason;
    }

    /** Returns the container whose probe it is; empty where the cluster does not say. */
    public String container() {
      return container;
    }

    /** Returns {@code liveness} or {@code readiness}. */
    public String probe() {
      return probe;
    }

    /** Returns the reason as the container runtime says it. */
    public String reason() {
      return reason;
    }

    @Override
    Map<String, Object> facts() {
      return listed("container", container, "probe", probe, "reason", reason);
    }
  }

  /**
   * Something of this replica is not on the timeline. Its moment is when it happened that is
   * missing, or until when.
   */
  final class Incomplete extends ReplicaEvent {

    private final String reason;

    public Incomplete(Instant at, String replica, String reason) {
      super(at, replica, Duration.ZERO);
      this.reason = reason;
    }

    /** Returns what is missing and why. */
    public String reason() {
      return reason;
    }

    @Override
    Map<String, Object> facts() {
      return listed("reason", reason);
    }
  }

  /**
   * The clock of the replica's node was set back. What the sidecar wrote later stands here as if
   * the clock had stood still meanwhile, so that the order is right; moments that others wrote
   * cannot be compared with it any more.
   */
  final class ClockSetBack extends ReplicaEvent {

    private final Duration by;

    public ClockSetBack(Instant at, String replica, Duration by) {
      super(at, replica, Duration.ZERO);
      this.by = by;
    }

    /** Returns how far, as far as the sidecar's log shows it. */
    public Duration by() {
      return by;
    }

    @Override
    Map<String, Object> facts() {
      return listed("by", by);
    }
  }

  /**
   * Lines of a proxy's log were lost before they were read, so what they told is not on the
   * timeline. Its moment is when that was noticed; its replica may be the gateway.
   */
  final class LinesLost extends ReplicaEvent {

    private final String container;
    private final OptionalLong count;
    private final String reason;

    public LinesLost(
        Instant at, String replica, String container, OptionalLong count, String reason) {
      super(at, replica, Duration.ZERO);
      this.container = container;
      this.count = count;
      this.reason = reason;
    }

    /** Returns the container whose log it is. */
    public String container() {
      return container;
    }

    /** Returns how many lines; empty when nobody knows. */
    public OptionalLong count() {
      return count;
    }

    /** Returns what became of them. */
    public String reason() {
      return reason;
    }

    @Override
    Map<String, Object> facts() {
      return listed("container", container, "count", count, "reason", reason);
    }
  }

  /**
   * The sidecar let a request of a {@code kube-probe/} agent through. Such a request is outside its
   * limits, and no request in flight.
   */
  final class Probe extends ReplicaEvent {

    private final String method;
    private final String path;
    private final int status;

    public Probe(Instant at, String replica, String method, String path, int status) {
      super(at, replica, Duration.ZERO);
      this.method = method;
      this.path = path;
      this.status = status;
    }

    /** Returns the request's method. */
    public String method() {
      return method;
    }

    /** Returns the path as the container saw it, with its query; its first 4,096 bytes. */
    public String path() {
      return path;
    }

    /** Returns the status code. */
    public int status() {
      return status;
    }

    @Override
    Map<String, Object> facts() {
      return listed("method", method, "path", path, "status", status);
    }
  }

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
    private final @Nullable String id;
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
    public boolean equals(@Nullable Object other) {
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
