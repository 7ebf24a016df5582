package io.cortexlocal.operator;

import static io.cortexlocal.json.Json.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.AutoscalingConfig;
import io.cortexlocal.config.ComputeConfig;
import io.cortexlocal.config.ContainerConfig;
import io.cortexlocal.config.Handler;
import io.cortexlocal.config.PodConfig;
import io.cortexlocal.config.ProbeConfig;
import io.cortexlocal.config.Quantity;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.config.TrafficSplitterConfig;
import io.cortexlocal.config.UpdateStrategyConfig;
import io.cortexlocal.workload.DeploymentIdentity;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A specification in the form that Cortex's clients read: durations are nanoseconds, quantities
 * texts, and what there is none of is null.
 */
final class SpecDocument {

  private SpecDocument() {}

  static Map<String, Object> of(
      Submission submission, DeploymentIdentity identity, String cortexVersion, String cluster) {
    ApiConfig api = submission.api();
    Optional<RealtimeApiConfig> realtime =
        Optional.of(api)
            .filter(RealtimeApiConfig.class::isInstance)
            .map(RealtimeApiConfig.class::cast);
    Map<String, Object> spec =
        object(
            "name", api.name(),
            "kind", api.kind().text());
    spec.put("pod", realtime.map(it -> pod(it.pod())).orElse(null));
    spec.put("node_groups", realtime.flatMap(RealtimeApiConfig::nodeGroups).orElse(null));
    spec.put("apis", targets(api));
    spec.put("networking", object("endpoint", api.endpoint()));
    spec.put("autoscaling", realtime.map(it -> autoscaling(it.autoscaling())).orElse(null));
    spec.put("update_strategy", realtime.map(it -> limits(it.updateStrategy())).orElse(null));
    spec.put("index", api.index());
    spec.put("file_name", submission.fileName());
    spec.put("submitted_api_spec", submission.written().orElse(null));
    String folder = "%s/apis/%s".formatted(cluster, api.name());
    spec.putAll(
        object(
            "id",
            identity.apiId(),
            "spec_id",
            identity.specId(),
            "pod_id",
            identity.podId(),
            "deployment_id",
            identity.deploymentId(),
            "key",
            "%s/api/%s/%s-spec.json".formatted(folder, identity.apiId(), cortexVersion),
            "initial_deployment_time",
            Long.parseLong(identity.initialDeploymentTime()),
            "last_updated",
            DeploymentIdentity.timeOf(identity.apiId()).getEpochSecond(),
            "metadata_root",
            folder + "/metadata"));
    return spec;
  }

  /** Returns a specification with other ids. */
  static JsonNode refreshed(JsonNode spec, DeploymentIdentity identity) {
    if (!(spec instanceof ObjectNode former)) {
      return spec;
    }
    ObjectNode refreshed = former.deepCopy();
    refreshed.put("id", identity.apiId());
    refreshed.put("deployment_id", identity.deploymentId());
    refreshed.put(
        "key", former.path("key").asText().replace(former.path("id").asText(), identity.apiId()));
    refreshed.put("last_updated", DeploymentIdentity.timeOf(identity.apiId()).getEpochSecond());
    return refreshed;
  }

  private static List<Map<String, Object>> targets(ApiConfig api) {
    return api instanceof TrafficSplitterConfig splitter
        ? splitter.apis().stream()
            .map(
                target ->
                    object(
                        "name",
                        target.name(),
                        "weight",
                        target.weight(),
                        "shadow",
                        target.shadow()))
            .toList()
        : null;
  }

  private static Map<String, Object> pod(PodConfig pod) {
    return object(
        "port",
        pod.port().isPresent() ? pod.port().getAsInt() : null,
        "max_queue_length",
        pod.maxQueueLength(),
        "max_concurrency",
        pod.maxConcurrency(),
        "containers",
        pod.containers().stream().map(SpecDocument::container).toList());
  }

  private static Map<String, Object> container(ContainerConfig container) {
    return object(
        "name",
        container.name(),
        "image",
        container.image(),
        "env",
        container.env(),
        "command",
        container.command().orElse(null),
        "args",
        container.args().orElse(null),
        "readiness_probe",
        container.readinessProbe().map(SpecDocument::probe).orElse(null),
        "liveness_probe",
        container.livenessProbe().map(SpecDocument::probe).orElse(null),
        "pre_stop",
        container.preStop().map(SpecDocument::hook).orElse(null),
        "compute",
        compute(container.compute()));
  }

  private static Map<String, Object> probe(ProbeConfig probe) {
    Map<String, Object> document = handler(probe.handler());
    document.putAll(
        object(
            "initial_delay_seconds",
            probe.initialDelaySeconds(),
            "timeout_seconds",
            probe.timeoutSeconds(),
            "period_seconds",
            probe.periodSeconds(),
            "success_threshold",
            probe.successThreshold(),
            "failure_threshold",
            probe.failureThreshold()));
    return document;
  }

  private static Map<String, Object> hook(Handler handler) {
    Map<String, Object> document = handler(handler);
    document.remove("tcp_socket");
    return document;
  }

  private static Map<String, Object> handler(Handler handler) {
    return object(
        "http_get",
        handler instanceof Handler.HttpGet get
            ? object("path", get.path(), "port", get.port())
            : null,
        "tcp_socket",
        handler instanceof Handler.TcpSocket socket ? object("port", socket.port()) : null,
        "exec",
        handler instanceof Handler.Exec exec ? object("command", exec.command()) : null);
  }

  private static Map<String, Object> compute(ComputeConfig compute) {
    return object(
        "cpu",
        compute.cpu().map(Quantity::text).orElse(null),
        "mem",
        compute.mem().map(Quantity::text).orElse(null),
        "gpu",
        compute.gpu(),
        "inf",
        compute.inf(),
        "shm",
        compute.shm().map(Quantity::text).orElse(null));
  }

  private static Map<String, Object> autoscaling(AutoscalingConfig autoscaling) {
    return object(
        "min_replicas",
        autoscaling.minReplicas(),
        "max_replicas",
        autoscaling.maxReplicas(),
        "init_replicas",
        autoscaling.initReplicas(),
        "target_in_flight",
        autoscaling.targetInFlight(),
        "window",
        autoscaling.window().toNanos(),
        "downscale_stabilization_period",
        autoscaling.downscaleStabilizationPeriod().toNanos(),
        "upscale_stabilization_period",
        autoscaling.upscaleStabilizationPeriod().toNanos(),
        "max_downscale_factor",
        autoscaling.maxDownscaleFactor(),
        "max_upscale_factor",
        autoscaling.maxUpscaleFactor(),
        "downscale_tolerance",
        autoscaling.downscaleTolerance(),
        "upscale_tolerance",
        autoscaling.upscaleTolerance());
  }

  private static Map<String, Object> limits(UpdateStrategyConfig strategy) {
    return object("max_surge", strategy.maxSurge(), "max_unavailable", strategy.maxUnavailable());
  }
}
