package io.cortexlocal.config;

import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A web server behind the gateway and the proxy sidecar.
 *
 * @param nodeGroups the node groups that may run it; empty when the key is absent or null, which
 *     means all of them
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record RealtimeApiConfig(
    String name,
    PodConfig pod,
    Optional<List<String>> nodeGroups,
    String endpoint,
    AutoscalingConfig autoscaling,
    UpdateStrategyConfig updateStrategy,
    int index)
    implements ApiConfig {

  @API(status = API.Status.INTERNAL)
  public RealtimeApiConfig {
    nodeGroups = nodeGroups.map(List::copyOf);
  }

  @Override
  public ApiKind kind() {
    return ApiKind.REALTIME_API;
  }
}
