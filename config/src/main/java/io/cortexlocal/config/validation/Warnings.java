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
  private final ReadinessWarnings readiness;
  private final ContainerWarnings containers;
  private final CommandWarnings commands;
  private final ProbeWarnings probes;
  private final TargetNames names;

  private Warnings(List<CheckedApi> apis, TargetNames names, Report report) {
    this.apis = apis;
    this.report = report;
    this.names = names;
    this.chains = Chains.of(apis);
    this.readiness = new ReadinessWarnings(report);
    this.containers = new ContainerWarnings(report);
    this.commands = new CommandWarnings(report);
    this.probes = new ProbeWarnings(report);
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
    SectionValue pod = api.values().section("pod").orElse(null);
    if (pod != null) {
      checkPod(api, pod);
      checkTargetInFlight(api, pod);
    }
    SectionValue strategy = api.values().section("update_strategy").orElse(null);
    if (strategy != null) {
      checkUpdateStrategy(strategy);
    }
  }

  private void checkPod(CheckedApi api, SectionValue pod) {
    readiness.check(api, pod);
    List<SectionValue> all = pod.sections("containers");
    containers.check(all);
    for (SectionValue container : all) {
      commands.check(container);
      probes.check(container);
    }
    for (Chains.UnknownEndpoint call : chains.unknownEndpoints(api)) {
      reportUnknownEndpoint(call);
    }
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

  private void checkTargetInFlight(CheckedApi api, SectionValue pod) {
    SectionValue autoscaling = api.values().section("autoscaling").orElse(null);
    if (autoscaling == null) {
      return;
    }
    Optional<Double> target = autoscaling.find("target_in_flight", Double.class);
    Optional<Long> concurrency = pod.find("max_concurrency", Long.class);
    if (target.isEmpty() || concurrency.isEmpty() || target.get() <= concurrency.get()) {
      return;
    }
    Optional<String> call = api.name().flatMap(chains::callWith);
    if (call.isPresent()) {
      report.warning(
          autoscaling.locationOf("target_in_flight"),
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
        Optional<String> endpoint = api.endpoint();
        if (endpoint.isPresent()) {
          prefixes.put(endpoint.get(), api.name().get());
        }
      }
    }
    for (CheckedApi api : apis) {
      Optional<String> endpoint = api.endpoint();
      if (endpoint.isPresent()) {
        checkEndpoint(api, endpoint.get(), prefixes);
      }
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
    List<List<String>> cycles = chains.cycles();
    if (cycles.isEmpty()) {
      return;
    }
    Map<String, CheckedApi> byName = new HashMap<>();
    for (CheckedApi api : apis) {
      api.name().ifPresent(name -> byName.putIfAbsent(name, api));
    }
    for (List<String> cycle : cycles) {
      report.warning(
          byName.get(cycle.get(0)).values().locationOf("name"),
          Rules.CHAIN_CYCLE,
          String.join(" → ", cycle) + " → " + cycle.get(0));
    }
  }
}
