package io.cortexlocal.observe;

import io.cortexlocal.cluster.Kubernetes.LostLines;
import io.cortexlocal.timeline.TimelineEvent.LinesLost;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The lines that were lost, as one event per container and reason, however often some were: the
 * moment is that of the first ones. Safe for use by several threads.
 */
final class LossLedger {

  private static final int MOST = 1_000;

  private final Map<List<String>, LinesLost> losses = new LinkedHashMap<>();

  /** Adds lines of a container of a pod. */
  synchronized void add(String pod, String container, LostLines lost) {
    List<String> key = List.of(pod, container, lost.reason());
    if (losses.size() < MOST || losses.containsKey(key)) {
      losses.merge(
          key,
          new LinesLost(lost.at(), pod, container, lost.count(), lost.reason()),
          LossLedger::sum);
    }
  }

  private static LinesLost sum(LinesLost before, LinesLost more) {
    OptionalLong count =
        before.count().isEmpty() || more.count().isEmpty()
            ? OptionalLong.empty()
            : OptionalLong.of(before.count().getAsLong() + more.count().getAsLong());
    return new LinesLost(before.at(), before.replica(), before.container(), count, before.reason());
  }

  synchronized List<LinesLost> events() {
    return new ArrayList<>(losses.values());
  }
}
