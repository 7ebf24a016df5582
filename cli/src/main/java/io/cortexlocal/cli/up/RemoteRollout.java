package io.cortexlocal.cli.up;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.observe.Rollout;
import io.cortexlocal.status.PodState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How far an API is, as the operator of another process tells it. */
final class RemoteRollout {

  private RemoteRollout() {}

  /**
   * Returns it; an API serves when every replica is Ready and of the latest version, of none too,
   * and the gateway knows of it, which the operator does not tell.
   *
   * @param described an API as the operator has it with its replicas
   * @param serves what the {@code up} says
   */
  static Rollout of(JsonNode described, boolean serves) {
    JsonNode status = described.path("status");
    JsonNode counts = status.path("replica_counts");
    int requested = counts.path("requested").asInt();
    List<PodState> latest = new ArrayList<>();
    for (PodState state : PodState.values()) {
      int count = counts.path(state.name().toLowerCase(Locale.ROOT)).asInt();
      for (int i = 0; i < count && state != PodState.TERMINATING; i++) {
        latest.add(state);
      }
    }
    int former = counts.path("ready_out_of_date").asInt();
    boolean serving =
        serves
            && status.path("requested").asInt() == requested
            && status.path("ready").asInt() == requested
            && status.path("up_to_date").asInt() == requested
            && counts.path("ready").asInt() == requested
            && former == 0;
    return new Rollout(
        described.path("metadata").path("name").asText(), requested, latest, former, serving);
  }
}
