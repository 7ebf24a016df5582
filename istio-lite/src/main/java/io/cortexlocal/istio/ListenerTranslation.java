package io.cortexlocal.istio;

import static io.cortexlocal.json.Json.object;
import static io.cortexlocal.json.Json.typed;

import io.cortexlocal.istio.GatewayWorkload.ListenAddress;
import io.cortexlocal.istio.GatewayWorkload.ProxiedSocket;
import io.cortexlocal.istio.GatewayWorkload.Tcp;
import io.cortexlocal.istio.envoy.AccessLogFilter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Gateway's port as an Envoy listener, with the settings that Istio 1.11 gives a gateway. */
final class ListenerTranslation {

  private ListenerTranslation() {}

  static String routeName(int port, Gateway.Server server) {
    return (server.tls().isPresent() ? "https." : "http.") + port;
  }

  /**
   * The route configuration of a port. It appends the peer, or whom the PROXY protocol names, to
   * {@code x-forwarded-for}, because Envoy itself writes another address for a peer on the loopback
   * interface.
   */
  static Map<String, Object> routes(String name, List<Object> virtualHosts) {
    return object(
        "name", name,
        "virtual_hosts", virtualHosts,
        "request_headers_to_add",
            List.of(
                object(
                    "header",
                    object(
                        "key", "x-forwarded-for",
                        "value", "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%"),
                    "append_action",
                    "APPEND_IF_EXISTS_OR_ADD")));
  }

  /** One listener for the addresses of the network, and one for each unix socket. */
  static List<Map<String, Object>> listeners(
      int port,
      List<ListenAddress> addresses,
      String routeName,
      Optional<Gateway.Tls> tls,
      Path routesFile) {
    List<Map<String, Object>> listeners = new ArrayList<>();
    List<Map<String, Object>> bound = new ArrayList<>();
    for (ListenAddress address : addresses) {
      if (address instanceof Tcp tcp) {
        bound.add(object("address", object("socket_address", socketAddress(tcp))));
      } else if (address instanceof ProxiedSocket socket) {
        Map<String, Object> listener = listener(port, routeName, tls, routesFile);
        listener.put("name", port + "-proxied-" + listeners.size());
        listener.put("address", object("pipe", object("path", socket.path().toString())));
        listener.put("listener_filters", List.of(proxyProtocol()));
        listeners.add(listener);
      }
    }
    if (!bound.isEmpty()) {
      Map<String, Object> listener = listener(port, routeName, tls, routesFile);
      listener.putAll(bound.get(0));
      if (bound.size() > 1) {
        listener.put("additional_addresses", bound.subList(1, bound.size()));
      }
      listeners.add(0, listener);
    }
    return listeners;
  }

  private static Map<String, Object> socketAddress(Tcp tcp) {
    Map<String, Object> address = object("address", tcp.address(), "port_value", tcp.port());
    tcp.networkNamespace()
        .ifPresent(file -> address.put("network_namespace_filepath", file.toString()));
    return address;
  }

  private static Map<String, Object> proxyProtocol() {
    return object(
        "name",
        "envoy.filters.listener.proxy_protocol",
        "typed_config",
        typed("envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol"));
  }

  private static Map<String, Object> listener(
      int port, String routeName, Optional<Gateway.Tls> tls, Path routesFile) {
    Map<String, Object> chain = object();
    tls.ifPresent(files -> chain.put("transport_socket", transportSocket(files)));
    chain.put(
        "filters",
        List.of(
            object(
                "name",
                "envoy.filters.network.http_connection_manager",
                "typed_config",
                connectionManager(port, routeName, routesFile))));
    return object("name", String.valueOf(port), "filter_chains", List.of(chain));
  }

  private static Map<String, Object> connectionManager(
      int port, String routeName, Path routesFile) {
    return typed(
        "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix",
        "gateway_" + port,
        "codec_type",
        "AUTO",
        "rds",
        object(
            "route_config_name",
            routeName,
            "config_source",
            object(
                "resource_api_version",
                "V3",
                "path_config_source",
                object("path", routesFile.toString()))),
        "server_name",
        "istio-envoy",
        "use_remote_address",
        true,
        "skip_xff_append",
        true,
        "internal_address_config",
        internalAddresses(),
        "normalize_path",
        true,
        "merge_slashes",
        false,
        "stream_idle_timeout",
        "0s",
        "upgrade_configs",
        List.of(object("upgrade_type", "websocket")),
        "access_log",
        List.of(accessLog(), InFlightRequest.logger()),
        "access_log_options",
        InFlightRequest.options(),
        "http_filters",
        List.of(
            object(
                "name",
                "envoy.filters.http.router",
                "typed_config",
                typed("envoy.extensions.filters.http.router.v3.Router"))));
  }

  /** The sidecars write this log too, and to write each request twice costs one in ten of them. */
  private static Map<String, Object> accessLog() {
    Map<String, Object> log = AccessLog.logger("gateway");
    log.put(
        "filter",
        AccessLogFilter.allOf(
            List.of(AccessLogFilter.logType("DownstreamEnd"), AccessLog.untoldByUpstream())));
    return log;
  }

  /** What the Envoy of Istio 1.11 counted as internal; Envoy 1.40 by itself counts nothing. */
  private static Map<String, Object> internalAddresses() {
    return object(
        "cidr_ranges",
        List.of(
            range("10.0.0.0", 8),
            range("172.16.0.0", 12),
            range("192.168.0.0", 16),
            range("127.0.0.1", 32),
            range("::1", 128),
            range("fd00::", 8)));
  }

  private static Map<String, Object> range(String prefix, int length) {
    return object("address_prefix", prefix, "prefix_len", length);
  }

  private static Map<String, Object> transportSocket(Gateway.Tls files) {
    return object(
        "name",
        "envoy.transport_sockets.tls",
        "typed_config",
        typed(
            "envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
            "common_tls_context",
            object(
                "alpn_protocols", List.of("h2", "http/1.1"),
                "tls_certificates",
                    List.of(
                        object(
                            "certificate_chain", object("filename", files.serverCertificate()),
                            "private_key", object("filename", files.privateKey()))))));
  }
}
