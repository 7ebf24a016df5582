package io.cortexlocal.config.validation;

import io.cortexlocal.config.schema.CortexText;
import io.cortexlocal.config.schema.Rules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What Cortex checks across the APIs of one file, after each of them is fine. */
final class RequestChecks {

  private final String file;
  private final Report report;

  RequestChecks(String file, Report report) {
    this.file = file;
    this.report = report;
  }

  void check(List<CheckedApi> apis) {
    groups(apis, CheckedApi::name)
        .forEach(
            (name, group) ->
                report.semanticError(
                    unprefixed(group.get(1).values().locationOf("name")),
                    Rules.DUPLICATE_NAME,
                    CortexText.quoted(name),
                    file));
    groups(apis, CheckedApi::endpoint)
        .forEach(
            (endpoint, group) ->
                report.semanticError(
                    unprefixed(group.get(1).endpointLocation()),
                    Rules.DUPLICATE_ENDPOINT,
                    CortexText.quoted(endpoint),
                    CortexText.list(
                        group.stream().flatMap(api -> api.name().stream()).toList(), "and")));
  }

  private static Map<String, List<CheckedApi>> groups(
      List<CheckedApi> apis, Function<CheckedApi, Optional<String>> property) {
    Map<String, List<CheckedApi>> groups = new LinkedHashMap<>();
    for (CheckedApi api : apis) {
      property
          .apply(api)
          .ifPresent(value -> groups.computeIfAbsent(value, key -> new ArrayList<>()).add(api));
    }
    groups.values().removeIf(group -> group.size() < 2);
    return groups;
  }

  private static Location unprefixed(Location location) {
    return Location.root("", location.path(), location.span());
  }
}
