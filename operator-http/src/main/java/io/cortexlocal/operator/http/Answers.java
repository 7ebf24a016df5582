package io.cortexlocal.operator.http;

import static io.cortexlocal.json.Json.object;

import io.cortexlocal.config.CortexVersion;
import io.cortexlocal.operator.ApiDescription;
import io.cortexlocal.operator.ApiDetails;
import io.cortexlocal.operator.ApiMetadata;
import io.cortexlocal.operator.ApiStatus;
import io.cortexlocal.operator.ApiSummary;
import io.cortexlocal.operator.PodCounts;
import io.cortexlocal.status.PodState;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The form that Cortex's clients read; a key that has no value is left out. */
final class Answers {

  private Answers() {}

  static Map<String, Object> message(String message) {
    return object("message", message);
  }

  /** An API in the list of all. */
  static Map<String, Object> summary(ApiSummary api) {
    return object(
        "metadata",
        metadata(api.metadata()),
        "status",
        api.status().map(status -> status(status, Optional.empty())),
        "num_traffic_splitter_targets",
        api.targets().isPresent() ? Optional.of(api.targets().getAsInt()) : Optional.empty());
  }

  /** An API that was asked for by its name. */
  static Map<String, Object> details(ApiDetails api, String endpoint) {
    return object(
        "spec",
        api.spec(),
        "metadata",
        metadata(api.metadata()),
        "status",
        api.status().map(status -> status(status, Optional.empty())),
        "endpoint",
        endpoint,
        "api_versions",
        api.versions().isEmpty()
            ? Optional.empty()
            : Optional.of(api.versions().stream().map(Answers::version).toList()));
  }

  /** An API with the states of its replicas. */
  static Map<String, Object> description(ApiDescription api, String endpoint) {
    return object(
        "metadata",
        metadata(api.metadata()),
        "status",
        status(api.status(), Optional.of(api.pods())),
        "endpoint",
        endpoint);
  }

  /** An API as the result of a deployment has it. */
  static Map<String, Object> deployed(ApiDetails api, String endpoint) {
    return object("spec", api.spec(), "endpoint", endpoint);
  }

  /** A specification that was deployed once. */
  static Map<String, Object> former(Object spec) {
    return object("spec", spec);
  }

  /** What is known of the cluster: its version, and that it has neither nodes nor prices. */
  static Map<String, Object> info(String version) {
    return object(
        "cluster_config",
        object(
            "cluster_name",
            "cortex-local",
            "api_version",
            version.isEmpty() ? CortexVersion.DEFAULT : version),
        "worker_node_infos",
        List.of(),
        "operator_node_infos",
        List.of(),
        "num_pending_replicas",
        0);
  }

  private static Map<String, Object> metadata(ApiMetadata metadata) {
    return object(
        "name",
        metadata.name(),
        "kind",
        metadata.kind(),
        "id",
        metadata.id(),
        "deployment_id",
        Optional.of(metadata.deploymentId()).filter(id -> !id.isEmpty()),
        "last_updated",
        metadata.lastUpdated().getEpochSecond());
  }

  private static Map<String, Object> version(ApiDetails.Version version) {
    return object(
        "api_id", version.apiId(), "last_updated", version.lastUpdated().getEpochSecond());
  }

  private static Map<String, Object> status(ApiStatus status, Optional<PodCounts> replicas) {
    return object(
        "ready",
        status.ready(),
        "requested",
        status.requested(),
        "up_to_date",
        status.upToDate(),
        "replica_counts",
        replicas.map(Answers::counts));
  }

  private static Map<String, Object> counts(PodCounts counts) {
    return object(
        "requested",
        counts.requested(),
        "pending",
        counts.in(PodState.PENDING),
        "creating",
        counts.in(PodState.CREATING),
        "not_ready",
        counts.in(PodState.NOT_READY),
        "ready",
        counts.in(PodState.READY),
        "ready_out_of_date",
        counts.readyOutOfDate(),
        "err_image_pull",
        counts.in(PodState.ERR_IMAGE_PULL),
        "terminating",
        counts.in(PodState.TERMINATING),
        "failed",
        counts.in(PodState.FAILED),
        "killed",
        counts.in(PodState.KILLED),
        "killed_oom",
        counts.in(PodState.KILLED_OOM),
        "stalled",
        counts.in(PodState.STALLED),
        "unknown",
        counts.in(PodState.UNKNOWN));
  }
}
