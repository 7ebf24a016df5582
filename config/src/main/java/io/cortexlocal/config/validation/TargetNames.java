package io.cortexlocal.config.validation;

import io.cortexlocal.config.ApiKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a TrafficSplitter's targets are called in one file, whether or not their APIs are valid. */
final class TargetNames {

  private final Set<String> realtimeApis = new HashSet<>();
  private final Map<String, ApiKind> others = new HashMap<>();
  private final Set<String> undecided = new HashSet<>();

  /**
   * Adds an API.
   *
   * @param kind empty when it is none that Cortex knows
   */
  void add(String name, Optional<ApiKind> kind) {
    if (kind.isEmpty()) {
      undecided.add(name);
    } else if (kind.get() == ApiKind.REALTIME_API) {
      realtimeApis.add(name);
    } else {
      others.put(name, kind.get());
    }
  }

  boolean hasRealtimeApis() {
    return !realtimeApis.isEmpty();
  }

  Set<String> realtimeApis() {
    return realtimeApis;
  }

  /** Returns whether the target is in the file and surely no RealtimeAPI. */
  boolean isOfAnotherKind(String name) {
    return others.containsKey(name) && !realtimeApis.contains(name) && !undecided.contains(name);
  }

  /** Returns the kind of a target that is no RealtimeAPI. */
  Optional<ApiKind> otherKind(String name) {
    return Optional.ofNullable(others.get(name));
  }

  /** Returns whether nothing in the file has the name. */
  boolean isElsewhere(String name) {
    return !realtimeApis.contains(name) && !others.containsKey(name) && !undecided.contains(name);
  }
}
