package io.cortexlocal.assertions;

import io.cortexlocal.traffic.ApiResponse;

/** Says who gave an answer that the container did not give. */
final class StatusHint {

  private StatusHint() {}

  static String of(ApiResponse response) {
    boolean fromReplica = response.header("x-cortex-origin").isPresent();
    boolean fromActivator =
        response.header("x-cortex-origin").filter("activator"::equals).isPresent();
    String text = response.text();
    if (response.status() == 404 && !fromReplica) {
      return " (from the gateway: no API has this path)";
    }
    if (response.status() == 503 && !fromReplica && text.equals("no healthy upstream")) {
      return " (from the gateway: no replica is Ready)";
    }
    if (response.status() == 503 && text.equals("pending request queue full\n")) {
      return fromActivator
          ? " (from the activator: max_concurrency and max_queue_length are used up while the API wakes)"
          : " (from the sidecar: max_concurrency and max_queue_length are used up)";
    }
    if (response.status() == 502 && text.isEmpty()) {
      return fromActivator
          ? " (from the activator or the sidecar: the container, or a replica that ended, refused or closed the connection)"
          : " (from the sidecar: the container refused or closed the connection)";
    }
    return "";
  }
}
