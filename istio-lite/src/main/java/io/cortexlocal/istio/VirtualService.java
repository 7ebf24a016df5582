package io.cortexlocal.istio;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What istio-lite understands of {@code networking.istio.io} VirtualService.
 *
 * @param created {@code metadata.creationTimestamp}; older ones are matched first
 * @param gateways qualified, {@code namespace/name}
 */
public record VirtualService(
    String namespace,
    String name,
    Instant created,
    List<String> hosts,
    List<String> gateways,
    List<HttpRoute> http) {

  /**
   * One entry of {@code spec.http}.
   *
   * @param name empty when it has none
   * @param matches any of them; empty for every request
   * @param rewrite replaces the matched path or prefix
   * @param timeout empty for none
   */
  public record HttpRoute(
      String name,
      List<UriMatch> matches,
      Optional<String> rewrite,
      List<WeightedDestination> destinations,
      Retries retries,
      Optional<Mirror> mirror,
      Optional<Duration> timeout,
      Headers headers) {}

  /** How {@code match.uri} compares. */
  public enum UriMatchKind {
    EXACT,
    PREFIX,
    REGEX
  }

  /** One entry of {@code match}, by path. */
  public record UriMatch(UriMatchKind kind, String value) {}

  /** A destination in a route, with its share of the requests in percent. */
  public record WeightedDestination(Destination destination, int weight, Headers headers) {}

  /**
   * A Service's port.
   *
   * @param host fully qualified, such as {@code api-text.default.svc.cluster.local}
   * @param port empty for the only port of the Service
   */
  public record Destination(String host, Optional<Integer> port) {}

  /** Header changes on the way there and back. */
  public record Headers(HeaderOperations request, HeaderOperations response) {

    static final Headers NONE = new Headers(HeaderOperations.NONE, HeaderOperations.NONE);
  }

  /** {@code set} replaces, {@code add} appends, {@code remove} takes away. */
  public record HeaderOperations(
      Map<String, String> set, Map<String, String> add, List<String> remove) {

    static final HeaderOperations NONE = new HeaderOperations(Map.of(), Map.of(), List.of());
  }

  /**
   * How often a request is tried again.
   *
   * @param attempts 0 for never
   * @param retryOn Envoy's conditions
   * @param perTryTimeout empty for none
   */
  public record Retries(int attempts, String retryOn, Optional<Duration> perTryTimeout) {

    /** Istio's policy where a route has none: two more attempts. */
    static final String DEFAULT_CONDITIONS =
        "connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes";

    static final Retries DEFAULT = new Retries(2, DEFAULT_CONDITIONS, Optional.empty());
    static final Retries NONE = new Retries(0, "", Optional.empty());
  }

  /** A copy of requests whose answers are dropped; {@code percentage} is 0 to 100. */
  public record Mirror(Destination destination, double percentage) {}

  /** As findings name it: {@code namespace/name}. */
  public String qualifiedName() {
    return namespace + "/" + name;
  }
}
