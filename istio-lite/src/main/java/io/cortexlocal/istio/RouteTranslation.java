package io.cortexlocal.istio;

import static io.cortexlocal.json.Json.object;
import static io.cortexlocal.json.Json.typed;

import io.cortexlocal.istio.VirtualService.HttpRoute;
import io.cortexlocal.istio.VirtualService.UriMatch;
import io.cortexlocal.istio.VirtualService.UriMatchKind;
import io.cortexlocal.istio.VirtualService.WeightedDestination;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** VirtualServices as Envoy routes, in the order in which Istio 1.11 matches them. */
final class RouteTranslation {

  /**
   * Older objects first. Istio breaks a tie by {@code name.namespace}, which keeps the order
   * stable.
   */
  static final Comparator<VirtualService> ORDER =
      Comparator.comparing(VirtualService::created)
          .thenComparing(service -> service.name() + "." + service.namespace());

  private static final int MILLIONTHS_PER_PERCENT = 10_000;

  private final Map<String, Snapshot.Service> services;
  private final int gatewayPort;

  RouteTranslation(List<Snapshot.Service> services, int gatewayPort) {
    this.services =
        services.stream()
            .collect(
                Collectors.toMap(Snapshot.Service::host, service -> service, (one, two) -> one));
    this.gatewayPort = gatewayPort;
  }

  /** The host that a VirtualService serves on a server, as Istio intersects them. */
  static Optional<String> commonHost(String serverHost, String serviceHost) {
    if (serverHost.equals(serviceHost) || serverHost.equals("*")) {
      return Optional.of(serviceHost);
    }
    if (serviceHost.equals("*")) {
      return Optional.of(serverHost);
    }
    if (serverHost.startsWith("*.") && serviceHost.endsWith(serverHost.substring(1))) {
      return Optional.of(serviceHost);
    }
    return serviceHost.startsWith("*.") && serverHost.endsWith(serviceHost.substring(1))
        ? Optional.of(serverHost)
        : Optional.empty();
  }

  /**
   * The virtual hosts of one port.
   *
   * @param routes VirtualServices in {@link #ORDER}, by host
   */
  List<Object> virtualHosts(Map<String, List<VirtualService>> routes) {
    List<Object> hosts = new ArrayList<>();
    routes.forEach(
        (host, virtualServices) ->
            hosts.add(
                object(
                    "name",
                    host + ":" + gatewayPort,
                    "domains",
                    host.equals("*") ? List.of("*") : List.of(host, host + ":*"),
                    "include_request_attempt_count",
                    true,
                    "routes",
                    routes(virtualServices))));
    return hosts;
  }

  /** Istio moves routes that match everything behind all others, see its SortVHostRoutes. */
  private List<Object> routes(List<VirtualService> virtualServices) {
    List<Object> ordinary = new ArrayList<>();
    List<Object> catchAll = new ArrayList<>();
    for (VirtualService virtualService : virtualServices) {
      boolean ended = false;
      for (int index = 0; index < virtualService.http().size() && !ended; index++) {
        HttpRoute route = virtualService.http().get(index);
        String name = virtualService.qualifiedName() + ".http[" + index + "]";
        for (UriMatch match : matches(route)) {
          boolean everything = match.equals(new UriMatch(UriMatchKind.PREFIX, "/"));
          (everything ? catchAll : ordinary).add(route(name, match, route));
          ended |= everything;
        }
      }
    }
    ordinary.addAll(catchAll);
    return ordinary;
  }

  private static List<UriMatch> matches(HttpRoute route) {
    return route.matches().isEmpty()
        ? List.of(new UriMatch(UriMatchKind.PREFIX, "/"))
        : route.matches();
  }

  private Map<String, Object> route(String name, UriMatch match, HttpRoute route) {
    Map<String, Object> result = object("name", name, "match", match(match));
    Map<String, Object> action = object();
    Map<String, Object> changes = new LinkedHashMap<>(changes(route.headers()));
    List<WeightedDestination> weighted = withRequests(route.destinations());
    if (weighted.size() == 1) {
      action.put("cluster", cluster(weighted.get(0).destination()));
      changes(weighted.get(0).headers())
          .forEach((key, value) -> changes.merge(key, value, RouteTranslation::joined));
    } else {
      action.put("weighted_clusters", weightedClusters(weighted));
    }
    route.rewrite().ifPresent(rewrite -> action.put("prefix_rewrite", rewrite));
    action.put("timeout", seconds(route.timeout().orElse(Duration.ZERO)));
    retryPolicy(route.retries()).ifPresent(policy -> action.put("retry_policy", policy));
    route
        .mirror()
        .filter(mirror -> mirror.percentage() > 0)
        .ifPresent(mirror -> action.put("request_mirror_policies", List.of(mirror(mirror))));
    result.put("route", action);
    result.putAll(changes);
    return result;
  }

  private static Map<String, Object> match(UriMatch match) {
    return switch (match.kind()) {
      case EXACT -> object("path", match.value());
      case PREFIX -> object("prefix", match.value());
      case REGEX -> object("safe_regex", object("regex", match.value()));
    };
  }

  /** Istio leaves out destinations of weight 0, unless there is only one at all. */
  private static List<WeightedDestination> withRequests(List<WeightedDestination> destinations) {
    return destinations.size() == 1
        ? destinations
        : destinations.stream().filter(destination -> destination.weight() > 0).toList();
  }

  private Map<String, Object> weightedClusters(List<WeightedDestination> destinations) {
    return object(
        "clusters",
        destinations.stream()
            .map(
                destination -> {
                  Map<String, Object> cluster =
                      object(
                          "name", cluster(destination.destination()),
                          "weight", destination.weight());
                  cluster.putAll(changes(destination.headers()));
                  return cluster;
                })
            .toList());
  }

  /** A cluster that does not exist is named all the same: Envoy then answers 503, as with Istio. */
  private String cluster(VirtualService.Destination destination) {
    Snapshot.Service service = services.get(destination.host());
    int port =
        destination
            .port()
            .orElseGet(
                () ->
                    service != null && service.ports().size() == 1
                        ? service.ports().get(0).port()
                        : gatewayPort);
    return ClusterTranslation.name(destination.host(), port);
  }

  private Map<String, Object> mirror(VirtualService.Mirror mirror) {
    return object(
        "cluster", cluster(mirror.destination()),
        "runtime_fraction",
            object(
                "default_value",
                object(
                    "numerator",
                    Math.round(mirror.percentage() * MILLIONTHS_PER_PERCENT),
                    "denominator",
                    "MILLION")));
  }

  private static Optional<Map<String, Object>> retryPolicy(VirtualService.Retries retries) {
    if (retries.attempts() == 0) {
      return Optional.empty();
    }
    List<String> conditions = Arrays.asList(retries.retryOn().split(",", -1));
    List<Integer> statuses =
        conditions.stream()
            .filter(condition -> condition.matches("[1-5]\\d\\d"))
            .map(Integer::valueOf)
            .toList();
    boolean isDefault = retries.retryOn().equals(VirtualService.Retries.DEFAULT_CONDITIONS);
    String named =
        conditions.stream()
            .filter(condition -> !condition.matches("[1-5]\\d\\d"))
            .collect(Collectors.joining(","));
    String retryOn =
        statuses.isEmpty()
            ? named
            : named.isEmpty() ? "retriable-status-codes" : named + ",retriable-status-codes";
    return Optional.of(
        object(
            "retry_on",
            retryOn,
            "num_retries",
            retries.attempts(),
            "retriable_status_codes",
            isDefault ? List.of(503) : statuses,
            "per_try_timeout",
            retries.perTryTimeout().map(RouteTranslation::seconds),
            "retry_host_predicate",
            List.of(
                object(
                    "name",
                    "envoy.retry_host_predicates.previous_hosts",
                    "typed_config",
                    typed(
                        "envoy.extensions.retry.host.previous_hosts.v3"
                            + ".PreviousHostsPredicate"))),
            "host_selection_retry_max_attempts",
            5));
  }

  private static Map<String, Object> changes(VirtualService.Headers headers) {
    Map<String, Object> result = object();
    putUnlessEmpty(result, "request_headers_to_add", toAdd(headers.request()));
    putUnlessEmpty(result, "request_headers_to_remove", headers.request().remove());
    putUnlessEmpty(result, "response_headers_to_add", toAdd(headers.response()));
    putUnlessEmpty(result, "response_headers_to_remove", headers.response().remove());
    return result;
  }

  private static void putUnlessEmpty(Map<String, Object> map, String key, List<?> value) {
    if (!value.isEmpty()) {
      map.put(key, value);
    }
  }

  private static List<Object> toAdd(VirtualService.HeaderOperations operations) {
    List<Object> result = new ArrayList<>();
    operations
        .set()
        .forEach((name, value) -> result.add(header(name, value, "OVERWRITE_IF_EXISTS_OR_ADD")));
    operations
        .add()
        .forEach((name, value) -> result.add(header(name, value, "APPEND_IF_EXISTS_OR_ADD")));
    return result;
  }

  private static Map<String, Object> header(String name, String value, String action) {
    return object("header", object("key", name, "value", value), "append_action", action);
  }

  private static Object joined(Object one, Object two) {
    List<Object> result = new ArrayList<>((List<?>) one);
    result.addAll((List<?>) two);
    return result;
  }

  private static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros().toPlainString() + "s";
  }
}
