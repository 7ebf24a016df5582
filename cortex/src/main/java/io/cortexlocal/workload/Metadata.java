package io.cortexlocal.workload;

import io.cortexlocal.config.AutoscalingConfig;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.config.schema.GoDuration;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/** Labels and annotations of an API's objects. */
final class Metadata {

  private Metadata() {}

  static Map<String, String> selector(RealtimeApiConfig api) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(Names.LABEL_API_NAME, api.name());
    labels.put(Names.LABEL_API_KIND, api.kind().text());
    return labels;
  }

  static Map<String, String> serviceLabels(RealtimeApiConfig api) {
    Map<String, String> labels = selector(api);
    labels.put(Names.LABEL_CORTEX_API, "true");
    return labels;
  }

  /** Without apiID and specID: they change with every apply, and would roll the pods. */
  static Map<String, String> podLabels(RealtimeApiConfig api, DeploymentIdentity identity) {
    Map<String, String> labels = serviceLabels(api);
    labels.put(Names.LABEL_INITIAL_DEPLOYMENT_TIME, identity.initialDeploymentTime());
    labels.put(Names.LABEL_DEPLOYMENT_ID, identity.deploymentId());
    labels.put(Names.LABEL_POD_ID, identity.podId());
    return labels;
  }

  static Map<String, String> objectLabels(RealtimeApiConfig api, DeploymentIdentity identity) {
    Map<String, String> labels = podLabels(api, identity);
    labels.put(Names.LABEL_API_ID, identity.apiId());
    labels.put(Names.LABEL_SPEC_ID, identity.specId());
    return labels;
  }

  static Map<String, String> annotations(RealtimeApiConfig api) {
    AutoscalingConfig autoscaling = api.autoscaling();
    Map<String, String> annotations = new LinkedHashMap<>();
    annotations.put(Names.ANNOTATION_ENDPOINT, api.endpoint());
    annotations.put(Names.ANNOTATION_MAX_CONCURRENCY, Long.toString(api.pod().maxConcurrency()));
    annotations.put(Names.ANNOTATION_MAX_QUEUE_LENGTH, Long.toString(api.pod().maxQueueLength()));
    annotations.put(Names.ANNOTATION_MIN_REPLICAS, Integer.toString(autoscaling.minReplicas()));
    annotations.put(Names.ANNOTATION_MAX_REPLICAS, Integer.toString(autoscaling.maxReplicas()));
    annotations.put(Names.ANNOTATION_TARGET_IN_FLIGHT, decimal(autoscaling.targetInFlight()));
    annotations.put(Names.ANNOTATION_WINDOW, GoDuration.format(autoscaling.window()));
    annotations.put(
        Names.ANNOTATION_DOWNSCALE_STABILIZATION_PERIOD,
        GoDuration.format(autoscaling.downscaleStabilizationPeriod()));
    annotations.put(
        Names.ANNOTATION_UPSCALE_STABILIZATION_PERIOD,
        GoDuration.format(autoscaling.upscaleStabilizationPeriod()));
    annotations.put(
        Names.ANNOTATION_MAX_DOWNSCALE_FACTOR, decimal(autoscaling.maxDownscaleFactor()));
    annotations.put(Names.ANNOTATION_MAX_UPSCALE_FACTOR, decimal(autoscaling.maxUpscaleFactor()));
    annotations.put(
        Names.ANNOTATION_DOWNSCALE_TOLERANCE, decimal(autoscaling.downscaleTolerance()));
    annotations.put(Names.ANNOTATION_UPSCALE_TOLERANCE, decimal(autoscaling.upscaleTolerance()));
    return annotations;
  }

  /** Plain decimal notation, always with a dot, as Cortex writes floats. */
  static String decimal(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf.0" : "-Inf.0";
    }
    String text = new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    return text.contains(".") ? text : text + ".0";
  }
}
