package io.cortexlocal;

import static java.util.Objects.requireNonNull;

import java.util.AbstractList;
import java.util.List;
import java.util.stream.Collectors;
import org.apiguardian.api.API;

/** The APIs of one deployment, in the order of their file. The list never changes. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class DeployedApis extends AbstractList<RealtimeApi> implements AutoCloseable {

  private final List<RealtimeApi> apis;
  private final List<TrafficSplitter> splitters;

  DeployedApis(List<RealtimeApi> apis, List<TrafficSplitter> splitters) {
    this.apis = List.copyOf(apis);
    this.splitters = List.copyOf(splitters);
  }

  /**
   * Returns the API of a name.
   *
   * @throws IllegalArgumentException when none of that name was deployed, naming those that were
   */
  public RealtimeApi api(String name) {
    requireNonNull(name, "name");
    return apis.stream()
        .filter(api -> api.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no API %s was deployed; there are: %s"
                        .formatted(name, String.join(", ", names()))));
  }

  /** Returns the names of the APIs. */
  public List<String> names() {
    return apis.stream().map(RealtimeApi::name).toList();
  }

  /**
   * Returns the TrafficSplitter of a name.
   *
   * @throws IllegalArgumentException when none of that name was deployed, naming those that were
   */
  public TrafficSplitter splitter(String name) {
    requireNonNull(name, "name");
    return splitters.stream()
        .filter(splitter -> splitter.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no TrafficSplitter %s was deployed; there are: %s"
                        .formatted(
                            name,
                            splitters.isEmpty()
                                ? "none"
                                : splitters.stream()
                                    .map(TrafficSplitter::name)
                                    .collect(Collectors.joining(", ")))));
  }

  /** Returns the TrafficSplitters that were deployed with the APIs, which are not in the list. */
  public List<TrafficSplitter> splitters() {
    return splitters;
  }

  @Override
  public RealtimeApi get(int index) {
    return apis.get(index);
  }

  @Override
  public int size() {
    return apis.size();
  }

  /**
   * Takes the TrafficSplitters out of the cluster, and then the APIs, the last one first. Does so
   * once; never throws.
   */
  @Override
  public void close() {
    splitters.forEach(TrafficSplitter::close);
    for (int i = apis.size() - 1; i >= 0; i--) {
      apis.get(i).close();
    }
  }
}
