package io.cortexlocal;

import static java.util.Objects.requireNonNull;

import java.util.AbstractList;
import java.util.List;

/** The APIs of one deployment, in the order of their file. The list never changes. */
public final class DeployedApis extends AbstractList<RealtimeApi> implements AutoCloseable {

  private final List<RealtimeApi> apis;

  DeployedApis(List<RealtimeApi> apis) {
    this.apis = List.copyOf(apis);
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

  @Override
  public RealtimeApi get(int index) {
    return apis.get(index);
  }

  @Override
  public int size() {
    return apis.size();
  }

  /** Takes the APIs out of the cluster, the last one first. Does so once; never throws. */
  @Override
  public void close() {
    for (int i = apis.size() - 1; i >= 0; i--) {
      apis.get(i).close();
    }
  }
}
