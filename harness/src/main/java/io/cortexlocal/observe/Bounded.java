package io.cortexlocal.observe;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Maps that forget. */
final class Bounded {

  private Bounded() {}

  /** Returns a map of the entries that were put last, for several threads. */
  static <K, V> Map<K, V> map(int most) {
    return Collections.synchronizedMap(new Last<>(most));
  }

  private static final class Last<K, V> extends LinkedHashMap<K, V> {

    private static final long serialVersionUID = 1L;

    private final int most;

    Last(int most) {
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > most;
    }
  }
}
