package io.cortexlocal.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.MovedTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TurnsTests {

  private final Turns turns = new Turns();

  private Turns.Turn take(String... apis) {
    return turns.take(List.of(apis), Deadline.after(Duration.ofSeconds(20)));
  }

  @Test
  void differentApisGoAtOnce() {
    try (Turns.Turn first = take("a", "b");
        Turns.Turn second = take("c")) {
      assertThat(first).isNotSameAs(second);
    }
  }

  @Test
  void oneThatHasAnApiInCommonComesAfterwards() {
    AtomicBoolean ended = new AtomicBoolean();
    Turns.Turn first = take("a", "b");
    CompletableFuture<Boolean> second =
        CompletableFuture.supplyAsync(
            () -> {
              try (Turns.Turn turn = take("b", "c")) {
                return ended.get();
              }
            });
    assertThatThrownBy(() -> turns.take(List.of("b"), Deadline.after(Duration.ofMillis(50))))
        .isInstanceOf(DeployException.class);
    ended.set(true);
    first.close();

    assertThat(second.join()).isTrue();
    take("a", "b", "c").close();
  }

  @Test
  void namesTheApiThatAnotherDeploymentHas() {
    try (Turns.Turn turn = take("b")) {
      MovedTime time = new MovedTime();
      Deadline deadline = Deadline.after(Duration.ofMillis(500), time);
      time.move(Duration.ofMillis(500));
      assertThatThrownBy(() -> turns.take(List.of("a", "b"), deadline))
          .isExactlyInstanceOf(DeployException.class)
          .hasMessage(
              """
              API b was not deployed: another deployment of it has not ended within 0.5 s.
              Try: one deployment after the other, or a longer cortex.local.timeout.""");
    }
    take("a").close();
  }

  @Test
  void anInterruptEndsTheWait() {
    try (Turns.Turn turn = take("a")) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> take("a"))
          .isInstanceOf(ClusterException.class)
          .hasMessage("interrupted while waiting for another deployment of a");
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
