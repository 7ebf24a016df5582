package io.cortexlocal.cluster.embedded.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Signal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReconcileLoopTests {

  private final List<String> done = new CopyOnWriteArrayList<>();
  private final Signal signal = new Signal();

  @Test
  void aKeyIsReconciledOncePerTurn() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (ReconcileLoop<String> loop =
        new ReconcileLoop<>(
            "test",
            key -> {
              if (key.equals("first")) {
                begun.countDown();
                awaitQuietly(go);
              }
              note(key);
            })) {
      loop.start();
      loop.add("first");
      assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 5; i++) {
        loop.add("a");
      }
      loop.add("b");
      go.countDown();
      await(3);
    }
    assertThat(done).containsExactly("first", "a", "b");
  }

  @Test
  void aKeyThatFailsIsTriedAgainAndStopsNoOther() throws InterruptedException {
    try (ReconcileLoop<String> loop =
        new ReconcileLoop<>(
            "test",
            key -> {
              note(key);
              if (key.equals("bad") && count("bad") < 3) {
                throw new IllegalStateException("expected in this test");
              }
            })) {
      // Once it runs, it may try the one again before the other is there.
      loop.add("bad");
      loop.add("good");
      loop.start();
      await(4);
    }
    assertThat(done).containsExactly("bad", "good", "bad", "bad");
  }

  @Test
  void aKeyComesAfterItsDelayAndTheEarliestCounts() throws InterruptedException {
    long start = System.nanoTime();
    try (ReconcileLoop<String> loop = new ReconcileLoop<>("test", this::note)) {
      loop.start();
      loop.addAfter("a", Duration.ofHours(1));
      loop.addAfter("a", Duration.ofMillis(200));
      loop.addAfter("a", Duration.ofHours(2));
      await(1);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(200), Duration.ofSeconds(10));
  }

  @Test
  void closingWaitsForTheKeyWhoseTurnItIs() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    ReconcileLoop<String> loop =
        new ReconcileLoop<>(
            "test",
            key -> {
              begun.countDown();
              awaitQuietly(go);
              note(key);
            });
    loop.start();
    loop.add("a");
    loop.add("b");
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    Thread release = new Thread(go::countDown);
    release.start();
    loop.close();
    release.join();
    assertThat(done).contains("a");
  }

  private long count(String key) {
    return done.stream().filter(key::equals).count();
  }

  private void note(String key) {
    done.add(key);
    signal.changed();
  }

  private void await(int count) throws InterruptedException {
    assertThat(signal.await(Deadline.after(Duration.ofSeconds(10)), () -> done.size() >= count))
        .as("%d keys, of which came %s", count, done)
        .isTrue();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
