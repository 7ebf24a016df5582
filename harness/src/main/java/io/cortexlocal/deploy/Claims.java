package io.cortexlocal.deploy;

import io.cortexlocal.cluster.ResourceType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whose an API's objects are: those of the last deployment that did not fail. Only what one of the
 * deployments created is ever removed.
 *
 * <p>Safe for use by several threads.
 */
final class Claims {

  private final Map<String, Deque<Claim>> claims = new HashMap<>();

  /** Says that a deployment of an API begins. */
  synchronized Claim begin(String api) {
    Claim claim = new Claim(api);
    claims.computeIfAbsent(api, name -> new ArrayDeque<>()).push(claim);
    return claim;
  }

  /** Says that a deployment has come up: what was the former's is now its own. */
  synchronized void succeeded(Claim claim) {
    Deque<Claim> all = claims.get(claim.api);
    if (all == null || !all.contains(claim)) {
      return;
    }
    while (all.peekLast() != claim) {
      claim.created.addAll(all.removeLast().created);
    }
  }

  /**
   * Ends a deployment, one that failed or one that is closed.
   *
   * @return what is to be removed: nothing while another deployment of the API is there
   */
  synchronized Set<ResourceType<?>> end(Claim claim) {
    Deque<Claim> all = claims.get(claim.api);
    if (all == null || !all.contains(claim)) {
      return Set.of();
    }
    claim.ended = true;
    Set<ResourceType<?>> created = new LinkedHashSet<>();
    while (!all.isEmpty() && all.peek().ended) {
      created.addAll(all.pop().created);
    }
    if (all.isEmpty()) {
      claims.remove(claim.api);
      return created;
    }
    all.peek().created.addAll(created);
    return Set.of();
  }

  /** One deployment of an API. */
  static final class Claim {

    private final String api;
    private final Set<ResourceType<?>> created = new LinkedHashSet<>();
    private boolean ended;

    private Claim(String api) {
      this.api = api;
    }

    /** Says that the deployment made an object that was not there before. */
    void created(ResourceType<?> type) {
      created.add(type);
    }

    String api() {
      return api;
    }
  }
}
