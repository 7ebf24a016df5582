package io.cortexlocal.operator;

import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.schema.CortexText;
import java.util.List;

/** The operator refuses what it was asked for, in Cortex's words. */
public final class OperatorException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String kind;

  OperatorException(String kind, String message) {
    super(message);
    this.kind = kind;
  }

  OperatorException(Throwable cause) {
    super(cause.getMessage(), cause);
    this.kind = "error";
  }

  /** Returns Cortex's name of the reason, such as {@code resources.api_not_deployed}. */
  public String kind() {
    return kind;
  }

  static OperatorException notDeployed(String api) {
    return new OperatorException("resources.api_not_deployed", api + " is not deployed");
  }

  static OperatorException neverDeployed(String api, String id) {
    return new OperatorException(
        "resources.api_id_not_found", "%s with id %s has never been deployed".formatted(api, id));
  }

  static OperatorException isUpdating(String api) {
    return new OperatorException(
        "realtimeapi.api_updating", api + " is updating (override with --force)");
  }

  static OperatorException isOfKind(ApiConfig api, String deployedKind) {
    return new OperatorException(
        "resources.cannot_change_kind_of_deployed_api",
        ("cannot change the kind of %s to %s because it has already been deployed with kind %s;"
                + " please delete it with `cortex delete %s` and redeploy after updating the api"
                + " configuration appropriately")
            .formatted(api.name(), api.kind().text(), deployedKind, api.name()));
  }

  static OperatorException isSplitter(String api) {
    return new OperatorException(
        "resources.operation_is_only_supported_for_kind",
        ("this operation is only allowed for RealtimeAPI or AsyncAPI kinds and is not supported for"
                + " %s of kind TrafficSplitter")
            .formatted(api));
  }

  static OperatorException isUsedBy(List<String> splitters) {
    return new OperatorException(
        "resources.realtime_api_used_by_traffic_splitter",
        "cannot delete api because it is used by the following TrafficSplitter%s: %s"
            .formatted(splitters.size() == 1 ? "" : "s", CortexText.list(splitters, "")));
  }
}
