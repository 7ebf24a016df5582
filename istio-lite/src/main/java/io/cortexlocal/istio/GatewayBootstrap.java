package io.cortexlocal.istio;

import static io.cortexlocal.json.Json.object;

import io.cortexlocal.istio.envoy.ConnectionLimit;
import io.cortexlocal.json.Json;
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
            "overload_manager", ConnectionLimit.none()));
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
}
