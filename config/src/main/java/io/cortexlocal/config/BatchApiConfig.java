package io.cortexlocal.config;

import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Jobs that process a list of items with several workers.
 *
 * @param nodeGroups the node groups that may run it; empty when the key is absent or null, which
 *     means all of them
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record BatchApiConfig(
    String name, PodConfig pod, Optional<List<String>> nodeGroups, String endpoint, int index)
    implements ApiConfig {

  @API(status = API.Status.INTERNAL)
  public BatchApiConfig {
    nodeGroups = nodeGroups.map(List::copyOf);
  }

  @Override
  public ApiKind kind() {
    return ApiKind.BATCH_API;
  }
}
