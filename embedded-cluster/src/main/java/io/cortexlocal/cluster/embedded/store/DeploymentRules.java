package io.cortexlocal.cluster.embedded.store;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategy;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDeployment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What Kubernetes' API server checks of a Deployment's spec. */
final class DeploymentRules {

  private static final String TEMPLATE = "spec.template";
  private static final Pattern PERCENT = Pattern.compile("[0-9]+%");
  private static final List<String> STRATEGIES = List.of("Recreate", "RollingUpdate");

  private DeploymentRules() {}

  /**
   * Checks a Deployment whose defaults are filled in.
   *
   * @param existing the Deployment as it was, if it is not new
   */
  static void check(Optional<Deployment> existing, Deployment deployment, FieldErrors errors) {
    DeploymentSpec spec = deployment.getSpec();
    if (spec == null) {
      errors.required("spec.selector", "");
      return;
    }
    errors.notNegative("spec.replicas", spec.getReplicas());
    Map<String, String> selector = selector(spec.getSelector(), errors);
    template(spec.getTemplate(), selector, errors);
    strategy(spec.getStrategy(), errors);
    int minReady = spec.getMinReadySeconds() == null ? 0 : spec.getMinReadySeconds();
    errors.notNegative("spec.minReadySeconds", minReady);
    errors.notNegative("spec.progressDeadlineSeconds", spec.getProgressDeadlineSeconds());
    if (spec.getProgressDeadlineSeconds() <= minReady) {
      errors.invalid(
          "spec.progressDeadlineSeconds",
          spec.getProgressDeadlineSeconds(),
          "must be greater than minReadySeconds");
    }
    if (existing.isPresent()
        && !matchLabels(existing.get().getSpec().getSelector()).equals(selector)) {
      errors.invalid("spec.selector", new Json(selector, true), "field is immutable");
    }
  }

  private static Map<String, String> selector(LabelSelector selector, FieldErrors errors) {
    Map<String, String> labels = matchLabels(selector);
    if (selector == null) {
      errors.required("spec.selector", "");
    } else if (labels.isEmpty()) {
      errors.invalid(
          "spec.selector", new Json(labels, true), "empty selector is invalid for deployment");
    }
    NameRules.labels("spec.selector.matchLabels", labels, errors);
    return labels;
  }

  private static void template(
      PodTemplateSpec template, Map<String, String> selector, FieldErrors errors) {
    Map<String, String> labels =
        template == null || template.getMetadata() == null
            ? Map.of()
            : Labels.orEmpty(template.getMetadata().getLabels());
    if (!labels.entrySet().containsAll(selector.entrySet())) {
      errors.invalid(
          TEMPLATE + ".metadata.labels",
          new Json(labels, false),
          "`selector` does not match template `labels`");
    }
    NameRules.labels(TEMPLATE + ".labels", labels, errors);
    if (template == null || template.getSpec() == null) {
      errors.required(TEMPLATE + ".spec.containers", "");
      return;
    }
    if (template.getMetadata() != null) {
      NameRules.annotations(
          TEMPLATE + ".annotations", template.getMetadata().getAnnotations(), errors);
    }
    PodRules.check(TEMPLATE + ".spec", template.getSpec(), errors);
    if (!"Always".equals(template.getSpec().getRestartPolicy())) {
      errors.unsupported(
          TEMPLATE + ".spec.restartPolicy",
          template.getSpec().getRestartPolicy(),
          List.of("Always"));
    }
  }

  private static void strategy(DeploymentStrategy strategy, FieldErrors errors) {
    String path = "spec.strategy";
    RollingUpdateDeployment rolling = strategy.getRollingUpdate();
    if (strategy.getType().equals("Recreate")) {
      if (rolling != null) {
        errors.forbidden(
            path + ".rollingUpdate", "may not be specified when strategy `type` is 'Recreate'");
      }
      return;
    }
    if (rolling == null) {
      errors.unsupported(path, strategy.getType(), STRATEGIES);
      return;
    }
    limit(path + ".rollingUpdate.maxUnavailable", rolling.getMaxUnavailable(), errors);
    limit(path + ".rollingUpdate.maxSurge", rolling.getMaxSurge(), errors);
    if (isZero(rolling.getMaxUnavailable()) && isZero(rolling.getMaxSurge())) {
      errors.invalid(
          path + ".rollingUpdate.maxUnavailable",
          rolling.getMaxUnavailable().getValue(),
          "may not be 0 when `maxSurge` is 0");
    }
    String unavailable = rolling.getMaxUnavailable().getStrVal();
    if (unavailable != null
        && PERCENT.matcher(unavailable).matches()
        && percent(unavailable) > 100) {
      errors.invalid(
          path + ".rollingUpdate.maxUnavailable", unavailable, "must not be greater than 100%");
    }
  }

  private static void limit(String path, IntOrString limit, FieldErrors errors) {
    if (limit.getStrVal() == null) {
      errors.notNegative(path, limit.getIntVal());
    } else if (!PERCENT.matcher(limit.getStrVal()).matches()) {
      errors.invalid(
          path,
          limit.getStrVal(),
          "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%', "
              + " or '93%', regex used for validation is '[0-9]+%')");
    }
  }

  private static boolean isZero(IntOrString limit) {
    return limit.getStrVal() == null
        ? limit.getIntVal() == 0
        : PERCENT.matcher(limit.getStrVal()).matches() && percent(limit.getStrVal()) == 0;
  }

  private static long percent(String text) {
    return new java.math.BigInteger(text.substring(0, text.length() - 1))
        .min(java.math.BigInteger.valueOf(Integer.MAX_VALUE))
        .longValue();
  }

  private static Map<String, String> matchLabels(LabelSelector selector) {
    return selector == null ? Map.of() : Labels.orEmpty(selector.getMatchLabels());
  }

  /** Labels as the API server prints them, in alphabetical order. */
  private record Json(Map<String, String> labels, boolean asSelector) {

    @Override
    public String toString() {
      String map =
          new TreeMap<>(labels)
              .entrySet().stream()
                  .map(label -> "\"%s\":\"%s\"".formatted(label.getKey(), label.getValue()))
                  .collect(Collectors.joining(",", "{", "}"));
      if (!asSelector) {
        return map;
      }
      return labels.isEmpty() ? "{}" : "{\"matchLabels\":" + map + "}";
    }
  }
}
