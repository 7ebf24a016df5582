package io.cortexlocal.config.validation;

import io.cortexlocal.config.ApiKind;
import io.cortexlocal.config.schema.CortexText;
import io.cortexlocal.config.schema.Rule;
import io.cortexlocal.config.schema.Rules;
import java.util.Optional;

/** What Cortex checks of autoscaling and updates after their keys are fine one by one. */
final class ScalingChecks {

  private final Report report;

  ScalingChecks(Report report) {
    this.report = report;
  }

  void check(CheckedApi api) {
    SectionValue autoscaling = api.values().section("autoscaling").orElse(null);
    if (autoscaling != null) {
      SectionValue pod = api.values().section("pod").orElse(null);
      if (api.kind() == ApiKind.REALTIME_API && pod != null) {
        checkTarget(autoscaling, pod);
      }
      checkReplicas(autoscaling);
    }
    api.values().section("update_strategy").ifPresent(this::checkUpdateStrategy);
  }

  private void checkTarget(SectionValue autoscaling, SectionValue pod) {
    Optional<Double> target = autoscaling.find("target_in_flight", Double.class);
    Optional<Long> concurrency = pod.find("max_concurrency", Long.class);
    Optional<Long> queue = pod.find("max_queue_length", Long.class);
    if (target.isPresent()
        && concurrency.isPresent()
        && queue.isPresent()
        && target.get() > concurrency.get() + queue.get()) {
      report(
          autoscaling,
          "target_in_flight",
          Rules.TARGET_IN_FLIGHT,
          CortexText.sixDecimals(target.get()),
          concurrency.get().toString(),
          queue.get().toString());
    }
  }

  private void checkReplicas(SectionValue autoscaling) {
    Optional<Long> min = autoscaling.find("min_replicas", Long.class);
    Optional<Long> max = autoscaling.find("max_replicas", Long.class);
    Optional<Long> init =
        autoscaling.isGiven("init_replicas")
            ? autoscaling.find("init_replicas", Long.class)
            : Optional.empty();
    boolean minAboveMax = min.isPresent() && max.isPresent() && min.get() > max.get();
    if (minAboveMax) {
      report(autoscaling, "min_replicas", Rules.MIN_ABOVE_MAX, "" + min.get(), "" + max.get());
    }
    if (init.isPresent() && max.isPresent() && init.get() > max.get()) {
      report(autoscaling, "init_replicas", Rules.INIT_ABOVE_MAX, "" + init.get(), "" + max.get());
    }
    if (init.isPresent() && min.isPresent() && init.get() < min.get()) {
      report(autoscaling, "init_replicas", Rules.INIT_BELOW_MIN, "" + init.get(), "" + min.get());
    }
  }

  private void checkUpdateStrategy(SectionValue strategy) {
    Optional<String> surge = strategy.find("max_surge", String.class);
    Optional<String> unavailable = strategy.find("max_unavailable", String.class);
    if (surge.filter(ScalingChecks::isPlainZero).isPresent()
        && unavailable.filter(ScalingChecks::isPlainZero).isPresent()) {
      report(strategy, "max_surge", Rules.BOTH_ZERO);
    }
  }

  static boolean isPlainZero(String limit) {
    return limit.equals("0") || limit.equals("0%");
  }

  private void report(SectionValue section, String key, Rule rule, String... arguments) {
    report.semanticError(section.location().labelled(section.locationOf(key)), rule, arguments);
  }
}
