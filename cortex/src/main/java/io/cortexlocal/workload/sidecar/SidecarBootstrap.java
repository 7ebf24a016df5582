package io.cortexlocal.workload.sidecar;

import static io.cortexlocal.json.Json.object;
import static io.cortexlocal.json.Json.typed;

import io.cortexlocal.istio.AccessLog;
import io.cortexlocal.istio.envoy.AccessLogFilter;
import io.cortexlocal.istio.envoy.ConnectionLimit;
import io.cortexlocal.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes Envoy's bootstrap file for a pod's sidecar: settings in, JSON out.
 *
 * <p>What it has to behave like is Cortex 0.42's proxy:
 *
 * <ul>
 *   <li>max_concurrency requests run, max_queue_length wait, the next one is refused with 503;
 *   <li>a {@code User-Agent} that starts with {@code kube-probe/} is neither limited nor counted;
 *   <li>a container that refuses or drops the connection gives 502 with no body;
 *   <li>nothing is retried and nothing times out.
 * </ul>
 */
public final class SidecarBootstrap {

  static final String DATA_LISTENER = "data";
  static final String ADMIN_LISTENER = "admin";
  static final String MARKER_LISTENER = "marker";

  /** Who writes the lines of the kubelet's probes of the sidecar. */
  static final String ADMIN_LOG = "sidecar-admin";

  /** Who writes a marker's line. */
  static final String MARKER_LOG = "sidecar-marker";

  static final String PORT_CLUSTER = "user-port";
  static final String ANSWERS_CLUSTER = "user-answers";

  static final String USER_CLUSTER = "user";

  /** The cluster that requests of kube-probe agents take. */
  public static final String PROBE_CLUSTER = "user-probe";

  private static final String ENVOY_ADMIN_CLUSTER = "envoy-admin";
  private static final String ADMISSION_FILTER = "admission";
  private static final String NEVER = "315360000s";
  private static final long NO_LIMIT = 4_294_967_295L;
  private static final int GO_HEADER_LIMIT_KIB = 1024;
  private static final int MAX_HEADER_COUNT = 100_000;

  /** Envoy adds the one and drops the other; Cortex's proxy leaves both as they are. */
  private static final List<String> CHANGED_BY_ENVOY =
      List.of("x-forwarded-proto", "x-envoy-internal");

  /** What Go's reverse proxy takes away besides those that Envoy takes away itself. */
  private static final List<String> HOP_BY_HOP =
      List.of("proxy-authorization", "proxy-authenticate", "trailer");

  private static final String KUBE_PROBE = "kube-probe/";

  private final SidecarSettings settings;

  private SidecarBootstrap(SidecarSettings settings) {
    this.settings = settings;
  }

  /** The bootstrap file's text. */
  public static String write(SidecarSettings settings) {
    return Json.write(new SidecarBootstrap(settings).bootstrap());
  }

  /**
   * Envoy's command line for it, without the binary. One worker, so that the limits are exact:
   * Envoy keeps them per worker. The log is flushed every 50 ms.
   */
  public static List<String> arguments(String bootstrapFile) {
    return arguments("--config-path", bootstrapFile);
  }

  /** As {@link #arguments(String)}, with the bootstrap itself among the arguments. */
  public static List<String> inlineArguments(SidecarSettings settings) {
    return arguments("--config-yaml", write(settings));
  }

  private static List<String> arguments(String option, String bootstrap) {
    return List.of(
        option,
        bootstrap,
        "--concurrency",
        "1",
        "--file-flush-interval-msec",
        "50",
        "--log-level",
        "warning",
        "--drain-strategy",
        "immediate",
        "--disable-hot-restart");
  }

  private Map<String, Object> bootstrap() {
    List<Object> clusters = new ArrayList<>();
    clusters.add(userCluster(USER_CLUSTER, userLimits()));
    clusters.add(userCluster(PROBE_CLUSTER, limits(NO_LIMIT, NO_LIMIT)));
    clusters.add(envoyAdminCluster());
    if (settings.hasTcpProbe()) {
      clusters.add(portCluster());
    }
    settings.answersPath().ifPresent(path -> clusters.add(answersCluster(path)));
    return object(
        "node", object("id", "sidecar", "cluster", "sidecar"),
        "admin", object("address", object("pipe", object("path", settings.envoyAdminSocket()))),
        "overload_manager", ConnectionLimit.none(),
        "static_resources",
            object(
                "listeners",
                List.of(dataListener(), adminListener(), markerListener()),
                "clusters",
                clusters));
  }

  private Map<String, Object> dataListener() {
    Map<String, Object> manager = connectionManager(DATA_LISTENER);
    manager.putAll(
        object(
            "generate_request_id", false,
            "skip_xff_append", true,
            "early_header_mutation_extensions", List.of(keepHeaders()),
            "upgrade_configs", List.of(object("upgrade_type", "websocket")),
            "access_log", List.of(AccessLog.logger("sidecar")),
            "local_reply_config", object("mappers", List.of(userFailed(), queueFull())),
            "http_filters", List.of(admissionFilter(), router()),
            "route_config",
                object(
                    "name",
                    DATA_LISTENER,
                    "request_headers_to_remove",
                    Stream.concat(
                            CHANGED_BY_ENVOY.stream().map(SidecarBootstrap::kept),
                            HOP_BY_HOP.stream())
                        .toList(),
                    "response_headers_to_remove",
                    List.of("proxy-authorization", "proxy-authenticate"),
                    "virtual_hosts",
                    List.of(
                        object(
                            "name", DATA_LISTENER,
                            "domains", List.of("*"),
                            "routes",
                                List.of(
                                    probeRoute(true),
                                    probeRoute(false),
                                    route(true, USER_CLUSTER),
                                    route(false, USER_CLUSTER)))))));
    return listener(DATA_LISTENER, settings.dataPort(), manager);
  }

  /**
   * Envoy's circuit breakers count waiting requests also while the first connection is being made,
   * so a burst that max_concurrency covers would overflow a short queue. The admission filter
   * counts what Cortex counts: requests in flight, running or waiting.
   */
  private Map<String, Object> admissionFilter() {
    long slots = (long) settings.maxConcurrency() + settings.maxQueueLength();
    return object(
        "name",
        ADMISSION_FILTER,
        "typed_config",
        typed(
            "envoy.extensions.filters.http.adaptive_concurrency.v3.AdaptiveConcurrency",
            "gradient_controller_config",
            object(
                "concurrency_limit_params",
                object("max_concurrency_limit", slots, "concurrency_update_interval", "60s"),
                "min_rtt_calc_params",
                object("fixed_value", "1s", "min_concurrency", slots)),
            "concurrency_limit_exceeded_status",
            object("code", "ServiceUnavailable")));
  }

  private Map<String, Object> probeRoute(boolean forwarded) {
    Map<String, Object> route = route(forwarded, PROBE_CLUSTER);
    route.put(
        "typed_per_filter_config",
        object(ADMISSION_FILTER, typed("envoy.config.route.v3.FilterConfig", "disabled", true)));
    return route;
  }

  /** Appends to {@code X-Forwarded-For} as Go does, with a space after the comma. */
  private static Map<String, Object> route(boolean forwarded, String cluster) {
    List<Object> headers = new ArrayList<>();
    if (cluster.equals(PROBE_CLUSTER)) {
      headers.add(object("name", "user-agent", "string_match", object("prefix", KUBE_PROBE)));
    }
    if (forwarded) {
      headers.add(object("name", "x-forwarded-for", "present_match", true));
    }
    String client = "%DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT%";
    List<Object> changes = new ArrayList<>();
    changes.add(
        setHeader("x-forwarded-for", forwarded ? "%REQ(X-FORWARDED-FOR)%, " + client : client));
    CHANGED_BY_ENVOY.forEach(name -> changes.add(setHeader(name, "%REQ(" + kept(name) + ")%")));
    return object(
        "name", cluster,
        "match", object("prefix", "/", "headers", headers),
        "route", object("cluster", cluster, "timeout", "0s"),
        "request_headers_to_remove", CHANGED_BY_ENVOY,
        "request_headers_to_add", changes);
  }

  /** Keeps aside, before Envoy changes them, the headers that the container is to see unchanged. */
  private static Map<String, Object> keepHeaders() {
    return object(
        "name",
        "envoy.http.early_header_mutation.header_mutation",
        "typed_config",
        typed(
            "envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation",
            "mutations",
            CHANGED_BY_ENVOY.stream()
                .map(name -> object("append", setHeader(kept(name), "%REQ(" + name + ")%")))
                .toList()));
  }

  private static String kept(String header) {
    return "x-cortex-local-kept-" + header;
  }

  private static Map<String, Object> userFailed() {
    return object(
        "filter", AccessLogFilter.flags("UF", "UC", "UR", "URX", "UPE"),
        "status_code", 502,
        "body_format_override", textFormat("", "text/plain"));
  }

  private static Map<String, Object> queueFull() {
    return object(
        "filter", AccessLogFilter.status(503),
        "status_code", 503,
        "headers_to_add", List.of(setHeader("x-content-type-options", "nosniff")),
        "body_format_override",
            textFormat("pending request queue full\n", "text/plain; charset=utf-8"));
  }

  private Map<String, Object> adminListener() {
    Map<String, Object> manager = connectionManager(ADMIN_LISTENER);
    List<Object> routes = new ArrayList<>();
    List<Object> filters = new ArrayList<>();
    List<Object> mappers = new ArrayList<>();
    if (settings.hasTcpProbe()) {
      filters.add(healthFilter());
      mappers.add(health(200, 200, "healthy"));
      mappers.add(health(503, 500, "unhealthy"));
    } else {
      routes.add(direct(object("path", "/healthz"), 200, "healthy"));
    }
    filters.add(router());
    routes.add(
        object(
            "match", object("path", "/metrics"),
            "route",
                object(
                    "cluster", ENVOY_ADMIN_CLUSTER,
                    "prefix_rewrite", "/stats/prometheus",
                    "timeout", "0s")));
    Map<String, Object> notFound = direct(object("prefix", "/"), 404, "404 page not found\n");
    notFound.put(
        "response_headers_to_add",
        List.of(
            setHeader("content-type", "text/plain; charset=utf-8"),
            setHeader("x-content-type-options", "nosniff")));
    routes.add(notFound);
    manager.putAll(
        object(
            "access_log", List.of(probeLog()),
            "local_reply_config", object("mappers", mappers),
            "http_filters", filters,
            "route_config",
                object(
                    "name",
                    ADMIN_LISTENER,
                    "virtual_hosts",
                    List.of(
                        object(
                            "name", ADMIN_LISTENER,
                            "domains", List.of("*"),
                            "routes", routes)))));
    return listener(ADMIN_LISTENER, settings.adminPort(), manager);
  }

  /**
   * The kubelet's probes of the sidecar tell on which moment of its clock the pod was not Ready.
   */
  private static Map<String, Object> probeLog() {
    Map<String, Object> log = AccessLog.logger(ADMIN_LOG);
    log.put(
        "filter",
        object(
            "header_filter",
            object(
                "header",
                object("name", "user-agent", "string_match", object("prefix", KUBE_PROBE)))));
    return log;
  }

  /**
   * Writes a line for each request, behind those of all requests that were over before it: the one
   * worker writes the log in their order. It is there while the others drain.
   */
  private Map<String, Object> markerListener() {
    Map<String, Object> manager = connectionManager(MARKER_LISTENER);
    manager.putAll(
        object(
            "access_log",
            List.of(AccessLog.logger(MARKER_LOG)),
            "http_filters",
            List.of(router()),
            "route_config",
            object(
                "name",
                MARKER_LISTENER,
                "virtual_hosts",
                List.of(
                    object(
                        "name", MARKER_LISTENER,
                        "domains", List.of("*"),
                        "routes", List.of(direct(object("prefix", "/"), 200, "")))))));
    Map<String, Object> listener = listener(MARKER_LISTENER, manager);
    listener.put("address", object("pipe", object("path", settings.markerSocket())));
    return listener;
  }

  private static Map<String, Object> direct(Map<String, Object> match, int status, String body) {
    return object(
        "match", match,
        "direct_response", object("status", status, "body", object("inline_string", body)),
        "response_headers_to_add", List.of(setHeader("content-type", "text/plain; charset=utf-8")));
  }

  /** Healthy while the last check of the port succeeded, see {@link #portCluster()}. */
  private static Map<String, Object> healthFilter() {
    return object(
        "name",
        "envoy.filters.http.health_check",
        "typed_config",
        typed(
            "envoy.extensions.filters.http.health_check.v3.HealthCheck",
            "pass_through_mode",
            false,
            "headers",
            List.of(
                object(
                    "name",
                    ":path",
                    "string_match",
                    object("safe_regex", object("regex", "/healthz(\\?.*)?")))),
            "cluster_min_healthy_percentages",
            object(PORT_CLUSTER, object("value", 100))));
  }

  private static Map<String, Object> health(int from, int to, String body) {
    return object(
        "filter", AccessLogFilter.status(from),
        "status_code", to,
        "body_format_override", textFormat(body, "text/plain; charset=utf-8"));
  }

  /** One that is drained when the sidecar ends. */
  private Map<String, Object> listener(String name, int port, Map<String, Object> manager) {
    Map<String, Object> listener = listener(name, manager);
    listener.put("address", socketAddress(settings.listenAddress(), port));
    listener.put("traffic_direction", "INBOUND");
    return listener;
  }

  private static Map<String, Object> listener(String name, Map<String, Object> manager) {
    return object(
        "name",
        name,
        "filter_chains",
        List.of(
            object(
                "filters",
                List.of(
                    object(
                        "name",
                        "envoy.filters.network.http_connection_manager",
                        "typed_config",
                        manager)))));
  }

  private static Map<String, Object> connectionManager(String name) {
    return typed(
        "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix",
        name,
        "codec_type",
        "HTTP1",
        "http_protocol_options",
        object("accept_http_10", true, "header_key_format", goHeaderNames()),
        "common_http_protocol_options",
        object("idle_timeout", "0s", "max_headers_count", MAX_HEADER_COUNT),
        "max_request_headers_kb",
        GO_HEADER_LIMIT_KIB,
        "stream_idle_timeout",
        "0s",
        "request_timeout",
        "0s",
        "normalize_path",
        false,
        "merge_slashes",
        false,
        "server_header_transformation",
        "PASS_THROUGH");
  }

  private static Map<String, Object> router() {
    return object(
        "name",
        "envoy.filters.http.router",
        "typed_config",
        typed("envoy.extensions.filters.http.router.v3.Router", "suppress_envoy_headers", true));
  }

  /**
   * The same limits once more at the connections: max_concurrency of them, each with one request.
   * The queue is as long as what admission lets in.
   */
  private Map<String, Object> userLimits() {
    return limits(settings.maxConcurrency(), NO_LIMIT);
  }

  private static Map<String, Object> limits(long connections, long pending) {
    return object(
        "thresholds",
        List.of(
            object(
                "max_connections", connections,
                "max_pending_requests", pending,
                "max_requests", NO_LIMIT,
                "max_retries", 0)));
  }

  /** Keeps idle connections to the container as long as Cortex's proxy does. */
  private Map<String, Object> userCluster(String name, Map<String, Object> limits) {
    Map<String, Object> cluster = cluster(name, List.of(socketAddress("127.0.0.1", userPort())));
    cluster.put("connect_timeout", "30s");
    cluster.put("circuit_breakers", limits);
    cluster.put(
        "typed_extension_protocol_options",
        object(
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
            typed(
                "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                "common_http_protocol_options",
                object(
                    "idle_timeout",
                    "90s",
                    "max_headers_count",
                    MAX_HEADER_COUNT,
                    "max_response_headers_kb",
                    8192),
                "explicit_http_config",
                object("http_protocol_options", object("header_key_format", goHeaderNames())))));
    return cluster;
  }

  private Map<String, Object> portCluster() {
    Map<String, Object> cluster =
        cluster(PORT_CLUSTER, List.of(socketAddress("127.0.0.1", userPort())));
    cluster.put(
        "health_checks", List.of(healthCheck("3s", "1s", object("tcp_health_check", object()))));
    return cluster;
  }

  private Map<String, Object> answersCluster(String path) {
    Map<String, Object> request =
        object(
            "host",
            "127.0.0.1:" + userPort(),
            "path",
            path,
            "expected_statuses",
            List.of(object("start", 100, "end", 600)),
            "request_headers_to_add",
            List.of(setHeader("user-agent", KUBE_PROBE + "cortex-local")));
    Map<String, Object> cluster =
        cluster(ANSWERS_CLUSTER, List.of(socketAddress("127.0.0.1", userPort())));
    cluster.remove("type");
    cluster.putAll(resolvedLater());
    cluster.put(
        "health_checks",
        List.of(healthCheck("3600s", NEVER, object("http_health_check", request))));
    return cluster;
  }

  /**
   * Envoy serves nothing before each cluster's first check is over, and this one may take as long
   * as the container does. An address that is resolved after the start is not waited for.
   */
  private static Map<String, Object> resolvedLater() {
    return object(
        "wait_for_warm_on_init",
        false,
        "cluster_type",
        object(
            "name",
            "envoy.cluster.dns",
            "typed_config",
            typed(
                "envoy.extensions.clusters.dns.v3.DnsCluster",
                "dns_refresh_rate",
                NEVER,
                "dns_lookup_family",
                "V4_ONLY",
                "typed_dns_resolver_config",
                object(
                    "name",
                    "envoy.network.dns_resolver.getaddrinfo",
                    "typed_config",
                    typed(
                        "envoy.extensions.network.dns_resolver.getaddrinfo.v3"
                            + ".GetAddrInfoDnsResolverConfig")))));
  }

  private static Map<String, Object> healthCheck(
      String timeout, String intervalWhenHealthy, Map<String, Object> checker) {
    Map<String, Object> check =
        object(
            "timeout",
            timeout,
            "interval",
            intervalWhenHealthy,
            "no_traffic_interval",
            "0.1s",
            "no_traffic_healthy_interval",
            intervalWhenHealthy,
            "unhealthy_interval",
            "0.1s",
            "unhealthy_edge_interval",
            "0.1s",
            "healthy_edge_interval",
            intervalWhenHealthy,
            "unhealthy_threshold",
            1,
            "healthy_threshold",
            1,
            "reuse_connection",
            false,
            "event_logger",
            List.of(
                object(
                    "name",
                    "envoy.health_check.event_sinks.file",
                    "typed_config",
                    typed(
                        "envoy.extensions.health_check.event_sinks.file.v3"
                            + ".HealthCheckEventFileSink",
                        "event_log_path",
                        "/dev/stdout"))));
    check.putAll(checker);
    return check;
  }

  private Map<String, Object> envoyAdminCluster() {
    return cluster(
        ENVOY_ADMIN_CLUSTER, List.of(object("pipe", object("path", settings.envoyAdminSocket()))));
  }

  private static Map<String, Object> cluster(String name, List<Map<String, Object>> addresses) {
    return object(
        "name",
        name,
        "type",
        "STATIC",
        "load_assignment",
        object(
            "cluster_name",
            name,
            "endpoints",
            List.of(
                object(
                    "lb_endpoints",
                    addresses.stream()
                        .map(address -> object("endpoint", object("address", address)))
                        .toList()))));
  }

  private int userPort() {
    return settings.userPort();
  }

  private static Map<String, Object> goHeaderNames() {
    return object("proper_case_words", object());
  }

  private static Map<String, Object> socketAddress(String address, int port) {
    return object("socket_address", object("address", address, "port_value", port));
  }

  private static Map<String, Object> setHeader(String name, String value) {
    return object(
        "header",
        object("key", name, "value", value),
        "append_action",
        "OVERWRITE_IF_EXISTS_OR_ADD");
  }

  private static Map<String, Object> textFormat(String text, String contentType) {
    return object("text_format_source", object("inline_string", text), "content_type", contentType);
  }
}
