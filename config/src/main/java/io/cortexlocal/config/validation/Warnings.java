package io.cortexlocal.config.validation;

import io.cortexlocal.config.ApiKind;
import io.cortexlocal.config.schema.CortexText;
import io.cortexlocal.config.schema.ReplicaLimit;
import io.cortexlocal.config.schema.Rules;
import io.cortexlocal.config.schema.Violation;
import io.cortexlocal.config.yaml.YamlDocument;
import io.cortexlocal.config.yaml.YamlNode.Scalar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What Cortex accepts and a user may regret. */
final class Warnings {

  private final List<CheckedApi> apis;
  private final Report report;
  private final Chains chains;
  private final TargetNames names;

  private Warnings(List<CheckedApi> apis, TargetNames names, Report report) {
    this.apis = apis;
    this.report = report;
    this.names = names;
    this.chains = Chains.of(apis);
  }

  static void report(
      YamlDocument document, List<CheckedApi> apis, TargetNames names, Report report) {
    for (Scalar key : document.duplicateKeys()) {
      report.warning(Location.root("", "", key.span()), Rules.DUPLICATE_KEY, CortexText.of(key));
    }
    document
        .ignored()
        .ifPresent(span -> report.warning(Location.root("", "", span), Rules.IGNORED_DOCUMENT));
    Warnings warnings = new Warnings(apis, names, report);
    for (CheckedApi api : apis) {
      warnings.check(api);
    }
    warnings.checkEndpoints();
    warnings.checkCycles();
  }

  private void check(CheckedApi api) {
    if (api.kind() == ApiKind.TRAFFIC_SPLITTER) {
      checkTargets(api);
      return;
    }
    api.values().section("pod").ifPresent(pod -> checkPod(api, pod));
    checkTargetInFlight(api);
    api.values().section("update_strategy").ifPresent(this::checkUpdateStrategy);
  }

  private void checkPod(CheckedApi api, SectionValue pod) {
    new ReadinessWarnings(report).check(api, pod);
    List<SectionValue> containers = pod.sections("containers");
    new ContainerWarnings(report).check(containers);
    for (SectionValue container : containers) {
      new CommandWarnings(report).check(container);
      new ProbeWarnings(report).check(container);
    }
    chains.unknownEndpoints(api).forEach(this::reportUnknownEndpoint);
  }

  private void reportUnknownEndpoint(Chains.UnknownEndpoint call) {
    report.warning(
        call.location(),
        new Violation(
            Rules.UNKNOWN_ENDPOINT,
            List.of(CortexText.quoted(call.path())),
            chains
                .closestEndpoint(call.path())
                .map(endpoint -> "did you mean \"" + endpoint + "\"?")));
  }

  private void checkTargetInFlight(CheckedApi api) {
    Optional<SectionValue> autoscaling = api.values().section("autoscaling");
    Optional<Double> target =
        autoscaling.flatMap(section -> section.find("target_in_flight", Double.class));
    Optional<Long> concurrency =
        api.values().section("pod").flatMap(pod -> pod.find("max_concurrency", Long.class));
    Optional<String> call = api.name().flatMap(chains::callWith);
    if (target.isPresent()
        && concurrency.isPresent()
        && call.isPresent()
        && target.get() > concurrency.get()) {
      report.warning(
          autoscaling.get().locationOf("target_in_flight"),
          Rules.TARGET_ABOVE_CONCURRENCY,
          CortexText.decimal(target.get()),
          concurrency.get().toString(),
          call.get());
    }
  }

  private void checkUpdateStrategy(SectionValue strategy) {
    Optional<String> surge = strategy.find("max_surge", String.class);
    Optional<String> unavailable = strategy.find("max_unavailable", String.class);
    if (surge.isPresent()
        && unavailable.isPresent()
        && ReplicaLimit.isZero(surge.get())
        && ReplicaLimit.isZero(unavailable.get())
        && !(ScalingChecks.isPlainZero(surge.get())
            && ScalingChecks.isPlainZero(unavailable.get()))) {
      report.warning(
          strategy.location().labelled(strategy.locationOf("max_surge")),
          Rules.DISGUISED_ZERO_SURGE,
          surge.get(),
          unavailable.get());
    }
  }

  private void checkTargets(CheckedApi splitter) {
    if (names.hasRealtimeApis()) {
      return;
    }
    Set<String> seen = new HashSet<>();
    List<String> missing =
        splitter.values().sections("apis").stream()
            .flatMap(target -> target.find("name", String.class).stream())
            .filter(seen::add)
            .filter(names::isElsewhere)
            .toList();
    if (!missing.isEmpty()) {
      report.warning(
          splitter.values().locationOf("apis"),
          Rules.TARGETS_ELSEWHERE,
          CortexText.list(missing, "and") + (missing.size() == 1 ? " is" : " are"));
    }
  }

  private void checkEndpoints() {
    Map<String, String> prefixes = new HashMap<>();
    for (CheckedApi api : apis) {
      if (api.kind() == ApiKind.REALTIME_API && api.name().isPresent()) {
        api.endpoint().ifPresent(endpoint -> prefixes.put(endpoint, api.name().get()));
      }
    }
    for (CheckedApi api : apis) {
      api.endpoint().ifPresent(endpoint -> checkEndpoint(api, endpoint, prefixes));
    }
  }

  private void checkEndpoint(CheckedApi api, String endpoint, Map<String, String> prefixes) {
    int slash = endpoint.lastIndexOf('/');
    while (slash > 0) {
      String prefix = endpoint.substring(0, slash);
      if (prefixes.containsKey(prefix)) {
        report.warning(
            api.endpointLocation(),
            Rules.SHADOWED_ENDPOINT,
            CortexText.quoted(endpoint),
            CortexText.quoted(prefix),
            prefixes.get(prefix));
        return;
      }
      slash = endpoint.lastIndexOf('/', slash - 1);
    }
  }

  private void checkCycles() {
    Map<String, CheckedApi> byName = new HashMap<>();
    for (CheckedApi api : apis) {
      api.name().ifPresent(name -> byName.putIfAbsent(name, api));
    }
    for (List<String> cycle : chains.cycles()) {
      report.warning(
          byName.get(cycle.get(0)).values().locationOf("name"),
          Rules.CHAIN_CYCLE,
          String.join(" → ", cycle) + " → " + cycle.get(0));
    }
  }
}
