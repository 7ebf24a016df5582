package io.cortexlocal.cli.up;

import io.cortexlocal.observe.Rollout;
import io.cortexlocal.status.PodState;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How far an API is, in a few words. */
final class RolloutText {

  private RolloutText() {}

  /** Returns the words, such as {@code 0/1 NotReady}. */
  static String of(Rollout rollout) {
    if (rollout.requested() == 0) {
      return rollout.serving() ? "routed" : "waiting for the gateway";
    }
    String ready = "%d/%d ".formatted(rollout.ready(), rollout.requested());
    return ready + (rollout.serving() ? "Ready" : states(rollout) + former(rollout));
  }

  private static String states(Rollout rollout) {
    if (rollout.latest().isEmpty()) {
      return "no replica yet";
    }
    if (rollout.ready() >= rollout.requested()) {
      return rollout.former() == 0 ? "Ready, waiting for the gateway" : "Ready";
    }
    Map<PodState, Long> counts =
        rollout.latest().stream()
            .filter(state -> state != PodState.READY)
            .collect(
                Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .map(it -> it.getValue() == 1 ? it.getKey().toString() : it.getValue() + " " + it.getKey())
        .collect(Collectors.joining(", "));
  }

  private static String former(Rollout rollout) {
    return rollout.former() == 0 ? "" : ", %d of the former version".formatted(rollout.former());
  }
}
