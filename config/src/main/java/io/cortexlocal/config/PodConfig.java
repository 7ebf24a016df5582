package io.cortexlocal.config;

import java.util.List;
import java.util.OptionalInt;
import org.apiguardian.api.API;

/**
 * The containers of one replica and what the sidecar lets through to them.
 *
 * @param port the port that receives the requests, 8080 by default; empty only for TaskAPI
 * @param maxConcurrency requests that the containers work on at a time, 1 to 30000 for RealtimeAPI;
 *     0 for kinds without a concurrency limit
 * @param maxQueueLength requests that wait in the sidecar, 1 to 30000 for RealtimeAPI; 0 for kinds
 *     without a queue
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record PodConfig(
    OptionalInt port, long maxConcurrency, long maxQueueLength, List<ContainerConfig> containers) {

  @API(status = API.Status.INTERNAL)
  public PodConfig {
    containers = List.copyOf(containers);
  }
}
