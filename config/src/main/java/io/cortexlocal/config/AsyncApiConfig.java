package io.cortexlocal.config;

import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A web server that works off a queue.
 *
 * @param nodeGroups the node groups that may run it; empty when the key is absent or null, which
 *     means all of them
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record AsyncApiConfig(
    String name,
    PodConfig pod,
    Optional<List<String>> nodeGroups,
    String endpoint,
    AutoscalingConfig autoscaling,
    UpdateStrategyConfig updateStrategy,
    int index)
    implements ApiConfig {

  @API(status = API.Status.INTERNAL)
  public AsyncApiConfig {
    nodeGroups = nodeGroups.map(List::copyOf);
  }

  @Override
  public ApiKind kind() {
    return ApiKind.ASYNC_API;
  }
}
