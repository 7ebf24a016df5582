package io.cortexlocal.junit;

import io.cortexlocal.RealtimeApi;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

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

  Set<String> names() {
    return apis.stream().map(RealtimeApi::name).collect(Collectors.toSet());
  }

  /**
   * Finds the API that a parameter or field is meant to receive.
   *
   * @param wanted what {@link Api} says, possibly empty
   * @param javaName the name of the parameter or field, where the class file has it
   */
  RealtimeApi find(String wanted, Optional<String> javaName) {
    if (!wanted.isEmpty()) {
      return named(wanted)
          .orElseThrow(
              () ->
                  new ExtensionConfigurationException(
                      "@Api(\"%s\") names no API; there are: %s".formatted(wanted, list())));
    }
    if (apis.size() == 1) {
      return apis.get(0);
    }
    return javaName
        .map(ClassApis::kebabCase)
        .flatMap(this::named)
        .orElseThrow(
            () ->
                new ExtensionConfigurationException(
                    """
                    which API shall %s receive? There are: %s. \
                    Name one with @Api("…"), or name the parameter after it."""
                        .formatted(javaName.orElse("the parameter"), list())));
  }

  private Optional<RealtimeApi> named(String name) {
    return apis.stream().filter(api -> api.name().equals(name)).findFirst();
  }

  private String list() {
    return apis.stream().map(RealtimeApi::name).collect(Collectors.joining(", "));
  }

  static String kebabCase(String javaName) {
    return javaName.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
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
