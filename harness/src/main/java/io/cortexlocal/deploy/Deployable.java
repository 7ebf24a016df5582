package io.cortexlocal.deploy;

import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.config.TrafficSplitterConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What of a file can be deployed here so far.
 *
 * @param apis in the order of the file
 * @param splitters in the order of the file
 * @param leftOut the APIs of other kinds
 */
record Deployable(
    List<RealtimeApiConfig> apis, List<TrafficSplitterConfig> splitters, List<ApiConfig> leftOut) {

  private static final String KINDS =
      "Cortex Local deploys APIs of the kinds RealtimeAPI and TrafficSplitter only";

  Deployable {
    apis = List.copyOf(apis);
    splitters = List.copyOf(splitters);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * Returns the parts of a file.
   *
   * @throws DeployException when nothing of it can be deployed
   */
  static Deployable of(List<ApiConfig> configs) {
    List<RealtimeApiConfig> apis = new ArrayList<>();
    List<TrafficSplitterConfig> splitters = new ArrayList<>();
    List<ApiConfig> leftOut = new ArrayList<>();
    for (ApiConfig config : configs) {
      if (config instanceof RealtimeApiConfig api) {
        apis.add(api);
      } else if (config instanceof TrafficSplitterConfig splitter) {
        splitters.add(splitter);
      } else {
        leftOut.add(config);
      }
    }
    if (apis.isEmpty() && splitters.isEmpty() && !leftOut.isEmpty()) {
      throw new DeployException(
          "nothing of it can be deployed: " + KINDS + ", not " + named(leftOut));
    }
    return new Deployable(apis, splitters, leftOut);
  }

  /** Returns which APIs are left out, and why; empty when none is. */
  Optional<String> omission() {
    return leftOut.isEmpty()
        ? Optional.empty()
        : Optional.of("left out " + named(leftOut) + ": " + KINDS);
  }

  private static String named(List<ApiConfig> configs) {
    return configs.stream()
        .map(config -> config.name() + " (" + config.kind() + ")")
        .collect(Collectors.joining(", "));
  }
}
