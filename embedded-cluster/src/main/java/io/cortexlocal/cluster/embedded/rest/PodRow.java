package io.cortexlocal.cluster.embedded.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/** A pod as a row, by the rules of kubectl's {@code printPod}. */
record PodRow(JsonNode pod, Instant now) {

  String ready() {
    int ready = 0;
    for (JsonNode status : statuses()) {
      if (status.path("ready").asBoolean() && status.path("state").has("running")) {
        ready++;
      }
    }
    return ready + "/" + pod.path("spec").path("containers").size();
  }

  String status() {
    JsonNode status = pod.path("status");
    String reason = status.path("reason").asText(status.path("phase").asText());
    boolean running = false;
    List<JsonNode> containers = statuses();
    for (int i = containers.size() - 1; i >= 0; i--) {
      JsonNode state = containers.get(i).path("state");
      JsonNode terminated = state.path("terminated");
      if (!state.path("waiting").path("reason").asText().isEmpty()) {
        reason = state.path("waiting").path("reason").asText();
      } else if (!terminated.path("reason").asText().isEmpty()) {
        reason = terminated.path("reason").asText();
      } else if (!terminated.isMissingNode()) {
        reason =
            terminated.path("signal").asInt() != 0
                ? "Signal:" + terminated.path("signal").asInt()
                : "ExitCode:" + terminated.path("exitCode").asInt();
      } else if (containers.get(i).path("ready").asBoolean() && state.has("running")) {
        running = true;
      }
    }
    if (reason.equals("Completed") && running) {
      reason = isReady() ? "Running" : "NotReady";
    }
    String phase = status.path("phase").asText();
    boolean ended = phase.equals("Succeeded") || phase.equals("Failed");
    return pod.path("metadata").has("deletionTimestamp") && !ended ? "Terminating" : reason;
  }

  String restarts() {
    int restarts = 0;
    String last = "";
    for (JsonNode status : statuses()) {
      restarts += status.path("restartCount").asInt();
      String ended = status.path("lastState").path("terminated").path("finishedAt").asText();
      if (ended.compareTo(last) > 0) {
        last = ended;
      }
    }
    return restarts == 0 || last.isEmpty()
        ? Integer.toString(restarts)
        : "%d (%s ago)".formatted(restarts, Age.since(last, now));
  }

  private boolean isReady() {
    for (JsonNode condition : pod.path("status").path("conditions")) {
      if (condition.path("type").asText().equals("Ready")
          && condition.path("status").asText().equals("True")) {
        return true;
      }
    }
    return false;
  }

  private List<JsonNode> statuses() {
    return Fields.list(pod.path("status").path("containerStatuses"));
  }
}
