package io.cortexlocal.timeline;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What every event but a request has. Two events of a kind with the same facts are equal. */
abstract class ReplicaEvent implements TimelineEvent {

  private final Instant at;
  private final String replica;
  private final Duration within;

  ReplicaEvent(Instant at, String replica, Duration within) {
    this.at = at;
    this.replica = replica;
    this.within = within;
  }

  @Override
  public Instant at() {
    return at;
  }

  @Override
  public String replica() {
    return replica;
  }

  @Override
  public Duration within() {
    return within;
  }

  /** Returns what an event of this kind has beyond these, by name. */
  Map<String, Object> facts() {
    return Map.of();
  }

  /** Returns names, each followed by its value, as a map in this order. */
  static Map<String, Object> listed(Object... namesAndValues) {
    Map<String, Object> facts = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      facts.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return facts;
  }

  @Override
  public final boolean equals(@Nullable Object other) {
    return other instanceof ReplicaEvent that
        && getClass() == that.getClass()
        && at.equals(that.at)
        && replica.equals(that.replica)
        && within.equals(that.within)
        && facts().equals(that.facts());
  }

  @Override
  public final int hashCode() {
    return Objects.hash(getClass().getName(), at, replica, within, facts());
  }

  @Override
  public final String toString() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("at", at);
    all.put("replica", replica);
    if (!within.isZero()) {
      all.put("within", within);
    }
    all.putAll(facts());
    return getClass().getSimpleName()
        + all.entrySet().stream()
            .map(fact -> fact.getKey() + "=" + fact.getValue())
            .collect(Collectors.joining(", ", "[", "]"));
  }
}
