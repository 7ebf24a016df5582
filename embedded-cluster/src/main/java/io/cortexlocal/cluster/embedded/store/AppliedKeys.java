package io.cortexlocal.cluster.embedded.store;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The labels (or annotations) of an object that the last apply set. The next apply takes those away
 * that it no longer names; the others belong to whoever set them, as with server-side apply.
 */
record AppliedKeys(Set<String> keys) {

  static final AppliedKeys NONE = new AppliedKeys(Set.of());

  AppliedKeys {
    keys = Set.copyOf(keys);
  }

  static AppliedKeys of(Map<String, String> applied) {
    return new AppliedKeys(Labels.orEmpty(applied).keySet());
  }

  /** Returns the values after an apply. */
  Map<String, String> merge(Map<String, String> existing, Map<String, String> applied) {
    Map<String, String> merged = new LinkedHashMap<>(Labels.orEmpty(existing));
    merged.keySet().removeAll(keys);
    merged.putAll(Labels.orEmpty(applied));
    return merged;
  }

  /** Returns what is left when somebody else has changed values. */
  AppliedKeys without(Map<String, String> before, Map<String, String> after) {
    if (Objects.equals(before, after)) {
      return this;
    }
    Set<String> left = new LinkedHashSet<>(keys);
    left.removeIf(
        key -> !Objects.equals(Labels.orEmpty(before).get(key), Labels.orEmpty(after).get(key)));
    return new AppliedKeys(left);
  }
}
