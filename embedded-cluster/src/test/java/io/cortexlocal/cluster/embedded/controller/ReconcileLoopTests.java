package io.cortexlocal.cluster.embedded.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.MovedTime;
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

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final List<String> done = new CopyOnWriteArrayList<>();
  private final MovedTime time = new MovedTime();
  private final Signal signal = new Signal();

  @Test
  void aKeyIsReconciledOncePerTurn() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (ReconcileLoop<String> loop =
        new ReconcileLoop<>(
            "test",
            time,
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
  void aKeyThatFailsStopsNoOther() throws InterruptedException {
    try (ReconcileLoop<String> loop =
        new ReconcileLoop<>(
            "test",
            time,
            key -> {
              note(key);
              if (key.equals("bad")) {
                throw new IllegalStateException("expected in this test");
              }
            })) {
      loop.add("bad");
      loop.add("good");
      loop.start();
      await(2);
    }
    assertThat(done).containsExactly("bad", "good");
  }

  @Test
  void aKeyThatFailsIsTriedAgainEverMoreRarelyAndAtLastEveryHalfMinute() throws Exception {
    try (ReconcileLoop<String> loop =
        new ReconcileLoop<>(
            "test",
            time,
            key -> {
              note(Duration.between(MovedTime.START, time.instant()).toString());
              throw new IllegalStateException("expected in this test");
            })) {
      loop.add("bad");
      loop.start();
      for (int tries = 1; tries < 13; tries++) {
        await(tries);
        time.awaitActions(1);
        time.move(Duration.ofMillis(Math.min(30_000, 100L << (tries - 1))));
      }
      await(13);
    }
    assertThat(done.subList(0, 4)).containsExactly("PT0S", "PT0.1S", "PT0.3S", "PT0.7S");
    assertThat(done.subList(10, 13)).containsExactly("PT1M21.1S", "PT1M51.1S", "PT2M21.1S");
  }

  @Test
  void aKeyComesAfterItsDelayAndTheEarliestCounts() throws InterruptedException {
    try (ReconcileLoop<String> loop = new ReconcileLoop<>("test", time, this::note)) {
      loop.start();
      loop.addAfter("a", Duration.ofHours(1));
      loop.addAfter("a", Duration.ofMinutes(10));
      loop.addAfter("a", Duration.ofHours(2));
      time.move(Duration.ofMinutes(9));
      loop.add("b");
      await(1);
      time.move(Duration.ofMinutes(1));
      await(2);
      time.move(Duration.ofHours(3));
      loop.add("c");
      await(3);
    }
    assertThat(done).containsExactly("b", "a", "c");
  }

  @Test
  void nothingIsDueAfterTheEnd() {
    ReconcileLoop<String> loop = new ReconcileLoop<>("test", time, this::note);
    loop.start();
    loop.addAfter("a", Duration.ofMinutes(1));

    loop.close();
    loop.addAfter("b", Duration.ofMinutes(1));

    assertThat(time.count()).isZero();
  }

  @Test
  void closingWaitsForTheKeyWhoseTurnItIs() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    ReconcileLoop<String> loop =
        new ReconcileLoop<>(
            "test",
            time,
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

  private void note(String key) {
    done.add(key);
    signal.changed();
  }

  private void await(int count) throws InterruptedException {
    assertThat(signal.await(Deadline.after(PATIENCE), () -> done.size() >= count))
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
