package io.cortexlocal.junit;

import io.cortexlocal.DeployedApis;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.TrafficSplitter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/**
 * The APIs that one test class deployed: none, where it has no {@link CortexApi} of its own.
 *
 * <p>JUnit closes what is in a store when the class is done; before 5.13 it closes a {@code
 * CloseableResource} only.
 */
@SuppressWarnings("deprecation")
final class ClassApis implements AutoCloseable, Store.CloseableResource {

  private final Class<?> testClass;
  private final List<TrafficSplitter> ownedSplitters;
  private final List<RealtimeApi> owned;
  private final List<RealtimeApi> apis;
  private final List<TrafficSplitter> splitters;
  private final ApiLease lease;
  private final Optional<ApiLeases> forNested;

  private ClassApis(
      Class<?> testClass, List<RealtimeApi> apis, ApiLease lease, Optional<ApiLeases> forNested) {
    this.testClass = testClass;
    this.owned = List.copyOf(apis);
    this.ownedSplitters = apis instanceof DeployedApis deployed ? deployed.splitters() : List.of();
    String owner =
        "@CortexApi on %s takes it out after the last test of the class"
            .formatted(testClass.getName());
    this.apis = owned.stream().map(api -> api.lentBy(owner)).toList();
    this.splitters = ownedSplitters.stream().map(splitter -> splitter.lentBy(owner)).toList();
    this.lease = lease;
    this.forNested = forNested;
  }

  static ClassApis none(Class<?> testClass) {
    return new ClassApis(testClass, List.of(), () -> {}, Optional.empty());
  }

  /**
   * Says what a class deployed.
   *
   * @param lease which ends after the APIs were taken out
   * @param forNested of which the classes nested in this one take their leases
   */
  static ClassApis deployed(
      Class<?> testClass, List<RealtimeApi> apis, ApiLease lease, ApiLeases forNested) {
    return new ClassApis(testClass, apis, lease, Optional.of(forNested));
  }

  Class<?> testClass() {
    return testClass;
  }

  /** Returns the APIs as tests are given them: they cannot close them. */
  List<RealtimeApi> all() {
    return apis;
  }

  List<String> names() {
    return apis.stream().map(RealtimeApi::name).toList();
  }

  /** Returns the TrafficSplitters as tests are given them: they cannot close them. */
  List<TrafficSplitter> splitters() {
    return splitters;
  }

  List<String> splitterNames() {
    return splitters.stream().map(TrafficSplitter::name).toList();
  }

  Optional<ApiLeases> forNested() {
    return forNested;
  }

  @Override
  public void close() {
    try {
      ownedSplitters.forEach(TrafficSplitter::close);
      owned.forEach(RealtimeApi::close);
    } finally {
      lease.close();
    }
  }
}
