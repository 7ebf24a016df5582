package io.cortexlocal.istio.envoy;

import static io.cortexlocal.json.Json.object;
import static io.cortexlocal.json.Json.typed;

import java.util.List;
import java.util.Map;

/** The value of {@code overload_manager} in a bootstrap file. */
public final class ConnectionLimit {

  private ConnectionLimit() {}

  /** Says what is the default anyhow; without it Envoy warns at each start. */
  public static Map<String, Object> none() {
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
