package io.cortexlocal.istio;

import static io.cortexlocal.istio.envoy.Json.object;
import static io.cortexlocal.istio.envoy.Json.typed;

import io.cortexlocal.istio.envoy.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The bootstrap file of a gateway's Envoy, which takes all else from {@link EnvoyFiles}. */
public final class GatewayBootstrap {

  private GatewayBootstrap() {}

  /**
   * The bootstrap file's text.
   *
   * @param adminSocket the unix socket of Envoy's admin interface, at most 107 bytes
   * @param directory of the configuration files; {@link EnvoyFiles#CDS} and {@link EnvoyFiles#LDS}
   *     have to be there when Envoy starts
   */
  public static String write(Path adminSocket, Path directory) {
    return Json.write(
        object(
            "node", object("id", "gateway", "cluster", "gateway"),
            "admin", object("address", object("pipe", object("path", adminSocket.toString()))),
            "dynamic_resources",
                object(
                    "cds_config", file(directory.resolve(EnvoyFiles.CDS)),
                    "lds_config", file(directory.resolve(EnvoyFiles.LDS))),
            "overload_manager", noConnectionLimit()));
  }

  /** Envoy's further arguments: no shared memory between gateways, a log that is soon written. */
  public static List<String> arguments() {
    return List.of(
        "--file-flush-interval-msec", "50", "--log-level", "warning", "--disable-hot-restart");
  }

  private static Map<String, Object> file(Path path) {
    return object(
        "resource_api_version", "V3", "path_config_source", object("path", path.toString()));
  }

  /** Says what is the default anyhow; without it Envoy warns at each start. */
  private static Map<String, Object> noConnectionLimit() {
    return object(
        "resource_monitors",
        List.of(
            object(
                "name",
                "envoy.resource_monitors.global_downstream_max_connections",
                "typed_config",
                typed(
                    "envoy.extensions.resource_monitors.downstream_connections.v3"
                        + ".DownstreamConnectionsConfig",
                    "max_active_downstream_connections",
                    Integer.MAX_VALUE))));
  }
}
