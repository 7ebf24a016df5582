package io.cortexlocal.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.ClusterException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class StartupTests {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Startup startup = new Startup();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final AtomicBoolean takenDown = new AtomicBoolean();

  /** As a start that takes down what it has begun when it is interrupted. */
  private String start() {
    begun.countDown();
    try {
      new CountDownLatch(1).await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      return "it was not interrupted";
    } catch (InterruptedException e) {
      takenDown.set(true);
      throw new ClusterException("interrupted", e);
    }
  }

  @Test
  void whoeverEndsAStartWaitsUntilItHasTakenDownWhatItHadBegun() throws Exception {
    CompletableFuture<String> started =
        CompletableFuture.supplyAsync(() -> startup.run(this::start));
    begun.await();

    assertThat(startup.end(PATIENCE)).isTrue();

    assertThat(takenDown).isTrue();
    assertThat(startup.isEnding()).isTrue();
    assertThat(started).failsWithin(PATIENCE);
  }

  @Test
  void oneThatDoesNotEndIsSaidNotToBeOver() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    CompletableFuture<String> started =
        CompletableFuture.supplyAsync(
            () ->
                startup.run(
                    () -> {
                      begun.countDown();
                      boolean waits = true;
                      while (waits) {
                        try {
                          waits = !released.await(60, TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                          // as what cannot be interrupted
                        }
                      }
                      return "started";
                    }));
    begun.await();

    assertThat(startup.end(Duration.ofMillis(50))).isFalse();

    released.countDown();
    assertThat(started).succeedsWithin(PATIENCE).isEqualTo("started");
  }

  @Test
  void whoStartedIsNotInterruptedBeyondTheStart() throws Exception {
    CompletableFuture<Boolean> interrupted =
        CompletableFuture.supplyAsync(
            () -> {
              startup.run(
                  () -> {
                    begun.countDown();
                    while (!Thread.currentThread().isInterrupted()) {
                      Thread.onSpinWait();
                    }
                    return "started";
                  });
              return Thread.currentThread().isInterrupted();
            });
    begun.await();

    assertThat(startup.end(PATIENCE)).isTrue();

    assertThat(interrupted).succeedsWithin(PATIENCE).isEqualTo(false);
  }

  @Test
  void oneThatIsOverIsNotWaitedFor() {
    assertThat(startup.run(() -> "started")).isEqualTo("started");
    assertThat(startup.end(Duration.ZERO)).isTrue();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void nothingIsStartedOnceItIsEnded() {
    startup.end(Duration.ZERO);

    assertThatThrownBy(() -> startup.run(this::start)).isInstanceOf(ClusterException.class);
  }
}
