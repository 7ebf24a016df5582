package io.cortexlocal.config;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apiguardian.api.API;

/**
 * One user container.
 *
 * @param env the user's environment, sorted by name as Cortex applies it
 * @param command replaces the image's ENTRYPOINT; empty keeps it
 * @param args replaces the image's CMD; empty keeps it
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ContainerConfig(
    String name,
    String image,
    SortedMap<String, String> env,
    Optional<List<String>> command,
    Optional<List<String>> args,
    ComputeConfig compute,
    Optional<ProbeConfig> livenessProbe,
    Optional<ProbeConfig> readinessProbe,
    Optional<Handler> preStop) {

  @API(status = API.Status.INTERNAL)
  public ContainerConfig {
    env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
    command = command.map(List::copyOf);
    args = args.map(List::copyOf);
  }
}
