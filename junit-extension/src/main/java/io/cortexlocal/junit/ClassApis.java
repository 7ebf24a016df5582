package io.cortexlocal.junit;

import io.cortexlocal.RealtimeApi;
import java.util.List;
import java.util.Optional;

/** The APIs that one test class deployed. */
final class ClassApis implements AutoCloseable {

  private final List<RealtimeApi> apis;
  private final ApiLease lease;

  ClassApis(List<RealtimeApi> apis, ApiLease lease) {
    this.apis = List.copyOf(apis);
    this.lease = lease;
  }

  List<RealtimeApi> all() {
    return apis;
  }

  ApiNames names() {
    return new ApiNames(apis.stream().map(RealtimeApi::name).toList());
  }

  /**
   * Finds the API that a parameter or field is meant to receive.
   *
   * @see ApiNames#choose
   */
  RealtimeApi find(String wanted, Optional<String> javaName) {
    String name = names().choose(wanted, javaName);
    return apis.stream().filter(api -> api.name().equals(name)).findFirst().orElseThrow();
  }

  @Override
  public void close() {
    try {
      apis.forEach(RealtimeApi::close);
    } finally {
      lease.close();
    }
  }
}
