package io.cortexlocal.istio;

import static io.cortexlocal.json.Json.object;

import io.cortexlocal.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gateways, VirtualServices, Services and endpoints as an Envoy's configuration, with the semantics
 * of Istio 1.11. A pure function: equal inputs give equal texts.
 */
public final class IstioLite {

  private final Snapshot snapshot;
  private final GatewayWorkload workload;
  private final List<TranslationFinding> findings = new ArrayList<>();

  private IstioLite(Snapshot snapshot, GatewayWorkload workload) {
    this.snapshot = snapshot;
    this.workload = workload;
  }

  /** Translates what concerns this gateway workload. */
  public static EnvoyFiles translate(Snapshot snapshot, GatewayWorkload workload) {
    return new IstioLite(snapshot, workload).translate();
  }

  /** A server together with the Gateway that it is in. */
  private record Bound(Gateway gateway, Gateway.Server server) {}

  private EnvoyFiles translate() {
    List<Object> listeners = new ArrayList<>();
    SortedMap<String, String> rds = new TreeMap<>();
    ports()
        .forEach(
            (port, servers) -> {
              String name = ListenerTranslation.routeName(port, servers.get(0).server());
              String file = "rds-" + name + ".json";
              rds.put(
                  file, resource(ListenerTranslation.routes(name, virtualHosts(port, servers))));
              listeners.addAll(
                  ListenerTranslation.listeners(
                      port,
                      workload.listeners().get(port),
                      name,
                      servers.get(0).server().tls(),
                      workload.directory().resolve(file)));
            });
    return new EnvoyFiles(
        resources("envoy.config.cluster.v3.Cluster", ClusterTranslation.translate(snapshot)),
        rds,
        resources("envoy.config.listener.v3.Listener", listeners),
        List.copyOf(findings));
  }

  /** The servers of all Gateways that select this workload, by port. */
  private SortedMap<Integer, List<Bound>> ports() {
    SortedMap<Integer, List<Bound>> ports = new TreeMap<>();
    for (Gateway gateway : snapshot.gateways()) {
      if (!workload.labels().entrySet().containsAll(gateway.selector().entrySet())) {
        continue;
      }
      for (int index = 0; index < gateway.servers().size(); index++) {
        Gateway.Server server = gateway.servers().get(index);
        String path = "spec.servers[" + index + "].port.number";
        if (!workload.listeners().containsKey(server.port())) {
          refuse(gateway, path, "the gateway workload has no port " + server.port());
          continue;
        }
        List<Bound> servers = ports.computeIfAbsent(server.port(), port -> new ArrayList<>());
        if (!servers.isEmpty() && !servers.get(0).server().tls().equals(server.tls())) {
          refuse(
              gateway,
              path,
              "port "
                  + server.port()
                  + " is in use with other TLS settings by Gateway "
                  + servers.get(0).gateway().qualifiedName());
          continue;
        }
        servers.add(new Bound(gateway, server));
      }
    }
    return ports;
  }

  private void refuse(Gateway gateway, String path, String message) {
    findings.add(new TranslationFinding("Gateway " + gateway.qualifiedName(), path, message));
  }

  private List<Object> virtualHosts(int port, List<Bound> servers) {
    Map<String, List<VirtualService>> byHost = new LinkedHashMap<>();
    snapshot.virtualServices().stream()
        .sorted(RouteTranslation.ORDER)
        .forEach(
            virtualService ->
                servers.stream()
                    .filter(
                        bound ->
                            virtualService.gateways().contains(bound.gateway().qualifiedName()))
                    .flatMap(bound -> bound.server().hosts().stream())
                    .flatMap(
                        serverHost ->
                            virtualService.hosts().stream()
                                .flatMap(
                                    host -> RouteTranslation.commonHost(serverHost, host).stream()))
                    .distinct()
                    .forEach(
                        host ->
                            byHost
                                .computeIfAbsent(host, any -> new ArrayList<>())
                                .add(virtualService)));
    return new RouteTranslation(snapshot.services(), port).virtualHosts(byHost);
  }

  private static String resource(Map<String, Object> routes) {
    return resources("envoy.config.route.v3.RouteConfiguration", List.of(routes));
  }

  private static String resources(String type, List<?> resources) {
    List<Object> typed = new ArrayList<>();
    for (Object resource : resources) {
      Map<String, Object> withType = object("@type", "type.googleapis.com/" + type);
      ((Map<?, ?>) resource).forEach((key, value) -> withType.put(String.valueOf(key), value));
      typed.add(withType);
    }
    return Json.write(object("version_info", version(Json.write(typed)), "resources", typed));
  }

  /** Changes exactly when the content does, so that Envoy's statistics tell what it runs. */
  private static String version(String content) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
