package io.cortexlocal.observe;

import io.cortexlocal.status.PodState;
import java.util.List;

/**
 * How far an API has come since it was deployed last.
 *
 * @param api its name
 * @param requested how many replicas its Deployment asks for; 0 for a TrafficSplitter
 * @param latest the states of the replicas of the latest version, the oldest first
 * @param former how many replicas of earlier versions have not been told to end
 * @param serving whether all of it is there, and the gateway sends requests to these replicas alone
 */
public record Rollout(
    String api, int requested, List<PodState> latest, int former, boolean serving) {

  public Rollout {
    latest = List.copyOf(latest);
  }

  /** Returns how many replicas of the latest version are Ready. */
  public int ready() {
    return (int) latest.stream().filter(PodState.READY::equals).count();
  }
}
