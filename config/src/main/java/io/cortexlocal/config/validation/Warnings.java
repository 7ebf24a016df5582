package io.cortexlocal.config.validation;

import io.cortexlocal.config.ApiKind;
import io.cortexlocal.config.Quantity;
import io.cortexlocal.config.schema.CortexText;
import io.cortexlocal.config.schema.ReplicaLimit;
import io.cortexlocal.config.schema.Rules;
import io.cortexlocal.config.yaml.YamlDocument;
import io.cortexlocal.config.yaml.YamlNode.Scalar;
import io.cortexlocal.reference.ImageReference;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What Cortex accepts and a user may regret. */
final class Warnings {

  private static final long DEFAULT_PORT = 8080;

  private final List<CheckedApi> apis;
  private final Report report;
  private final Chains chains;

  private Warnings(List<CheckedApi> apis, Report report) {
    this.apis = apis;
    this.report = report;
    this.chains = Chains.of(apis);
  }

  static void report(YamlDocument document, List<CheckedApi> apis, Report report) {
    for (Scalar key : document.duplicateKeys()) {
      report.warning(Location.root("", "", key.span()), Rules.DUPLICATE_KEY, CortexText.of(key));
    }
    document
        .ignored()
        .ifPresent(span -> report.warning(Location.root("", "", span), Rules.IGNORED_DOCUMENT));
    Warnings warnings = new Warnings(apis, report);
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
    List<SectionValue> containers = pod.sections("containers");
    boolean probed = containers.stream().anyMatch(c -> c.isGivenAndNotNull("readiness_probe"));
    boolean portKnown = !pod.isGivenAndNotNull("port") || pod.find("port", Long.class).isPresent();
    if (api.kind() == ApiKind.REALTIME_API && !probed && !containers.isEmpty() && portKnown) {
      long port = pod.find("port", Long.class).orElse(DEFAULT_PORT);
      Location first = containers.get(0).location();
      report.warning(
          first.at(containers.get(0).locationOf("name").span()),
          Rules.READINESS_GAP,
          Long.toString(port));
    }
    containers.forEach(this::checkContainer);
  }

  private void checkContainer(SectionValue container) {
    Optional<String> image = container.find("image", String.class);
    if (image.isPresent() && !ImageReference.isPinned(image.get())) {
      report.warning(
          container.locationOf("image"), Rules.LATEST_TAG, CortexText.quoted(image.get()));
    }
    Optional<SectionValue> liveness = container.section("liveness_probe");
    Optional<Long> threshold =
        liveness.flatMap(probe -> probe.find("success_threshold", Long.class));
    if (threshold.isPresent() && threshold.get() > 1) {
      report.warning(
          liveness.get().locationOf("success_threshold"),
          Rules.LIVENESS_SUCCESS_THRESHOLD,
          threshold.get().toString());
    }
    container.section("compute").ifPresent(this::checkSharedMemory);
  }

  private void checkSharedMemory(SectionValue compute) {
    if (compute.find("shm", Quantity.class).isPresent() && compute.lacks("mem")) {
      report.warning(compute.locationOf("shm"), Rules.SHM_WITHOUT_MEM);
    }
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
    if (apis.stream().anyMatch(api -> api.kind() == ApiKind.REALTIME_API)) {
      return;
    }
    Set<String> names = new HashSet<>();
    List<String> missing =
        splitter.values().sections("apis").stream()
            .flatMap(target -> target.find("name", String.class).stream())
            .filter(names::add)
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
