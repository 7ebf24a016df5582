package io.cortexlocal.cluster.embedded.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.Kubernetes.Change;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Signal;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The changes that a watch has reported. */
final class Recorded<T extends HasMetadata> implements Consumer<Change<T>> {

  private final List<Change<T>> changes = new ArrayList<>();
  private final Signal signal = new Signal();

  @Override
  public void accept(Change<T> change) {
    synchronized (changes) {
      changes.add(change);
    }
    signal.changed();
  }

  List<Change<T>> changes() {
    synchronized (changes) {
      return List.copyOf(changes);
    }
  }

  /** Returns the first changes as texts, once there are as many. */
  List<String> await(int count) throws InterruptedException {
    boolean came =
        signal.await(Deadline.after(Duration.ofSeconds(10)), () -> changes().size() >= count);
    assertThat(came).as("%d changes, of which came %s", count, texts()).isTrue();
    return texts();
  }

  private List<String> texts() {
    return changes().stream()
        .map(
            change ->
                change.getClass().getSimpleName() + " " + change.object().getMetadata().getName())
        .toList();
  }
}
