package io.cortexlocal.workload.sidecar;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.istio.AccessLog;
import io.cortexlocal.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** What a sidecar saw, read from a line of its standard output. */
public sealed interface SidecarEvent {

  /** The least status that fails a kubelet's probe. */
  int FIRST_FAILURE = 400;

  /**
   * When it happened, by the clock of the pod's node. Envoy gives requests microseconds and the
   * other events milliseconds.
   */
  Instant at();

  /** The container's port accepts connections, which it did not before; checked every 100 ms. */
  record PortBound(Instant at) implements SidecarEvent {}

  /** The container's port accepts connections no more; checked every second. */
  record PortLost(Instant at) implements SidecarEvent {}

  /**
   * The container has answered {@link SidecarSettings#answersPath()} for the first time, with
   * whatever status.
   */
  record Answering(Instant at) implements SidecarEvent {}

  /** The kubelet has probed the sidecar itself; the moment is that of the answer. */
  record Probed(Instant at, boolean success) implements SidecarEvent {}

  /** What was over before the marker was asked for is in the log before it. */
  record Marker(Instant at, String name) implements SidecarEvent {}

  /** The sidecar has ended in order, and this is its last line. */
  record Ended() implements SidecarEvent {

    /** It tells of nothing that needs a moment. */
    @Override
    public Instant at() {
      return Instant.EPOCH;
    }
  }

  /** A request is over. */
  record Request(AccessLog log) implements SidecarEvent {

    /** When its first byte arrived. */
    @Override
    public Instant at() {
      return log.start();
    }

    /** Whether it is a {@code kube-probe/} agent's, which is outside the limits. */
    public boolean isProbe() {
      return log.cluster().equals(SidecarBootstrap.PROBE_CLUSTER);
    }

    /** Whether it was answered with 503 because all places in the queue were taken. */
    public boolean isRefused() {
      return log.details().equals("reached_concurrency_limit");
    }
  }

  /**
   * Reads a line; empty when it tells no event.
   *
   * @throws IllegalArgumentException when it is a piece of a line, which nobody can tell the event
   *     of
   */
  static Optional<SidecarEvent> parse(String line) {
    if (line.equals(SidecarEntrypoint.LAST_LINE)) {
      return Optional.of(new Ended());
    }
    return AccessLog.parse(line)
        .map(SidecarEvent::logged)
        .or(() -> Json.read(line).map(SidecarEvent::health).orElseGet(() -> other(line)));
  }

  private static Optional<SidecarEvent> other(String line) {
    if (line.startsWith("{")) {
      throw new IllegalArgumentException("the sidecar's line is cut off");
    }
    return Optional.empty();
  }

  private static SidecarEvent logged(AccessLog log) {
    return switch (log.proxy()) {
      case SidecarBootstrap.ADMIN_LOG ->
          new Probed(log.end(), log.status() > 0 && log.status() < FIRST_FAILURE);
      case SidecarBootstrap.MARKER_LOG -> new Marker(log.end(), log.path().substring(1));
      default -> new Request(log);
    };
  }

  private static Optional<SidecarEvent> health(JsonNode node) {
    boolean healthy = node.has("add_healthy_event");
    boolean unhealthy = node.has("eject_unhealthy_event");
    if (!healthy && !unhealthy) {
      return Optional.empty();
    }
    return instant(node.path("timestamp").asText())
        .flatMap(
            at ->
                switch (node.path("cluster_name").asText()) {
                  case SidecarBootstrap.PORT_CLUSTER ->
                      Optional.of(healthy ? new PortBound(at) : new PortLost(at));
                  case SidecarBootstrap.ANSWERS_CLUSTER ->
                      healthy ? Optional.of(new Answering(at)) : Optional.empty();
                  default -> Optional.empty();
                });
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
