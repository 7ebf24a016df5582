package io.cortexlocal.cluster.embedded.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.Kubernetes.LogLines;
import io.cortexlocal.cluster.Kubernetes.LostLines;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.embedded.store.WrittenLine;
import io.cortexlocal.cluster.embedded.store.WrittenLines;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ContainerLogTests {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  @Test
  void theTailIsTheLastLines() {
    ContainerLog log = log();
    assertThat(log.tail(10)).isEmpty();
    for (int i = 0; i < 200; i++) {
      log.add("line " + i);
    }
    assertThat(log.tail(2)).isEqualTo("line 198\nline 199\n");
    assertThat(log.tail(1_000).lines()).hasSize(200);
  }

  @Test
  void aLineKeepsItsMoment() throws Exception {
    Instant later = NOW.plusNanos(7);
    Iterator<Instant> clock = List.of(NOW, later).iterator();
    ContainerLog log =
        new ContainerLog("api", threads, clock::next, ContainerLog.KEPT, ContainerLog.UNREAD);
    log.add("one");
    log.add("två");
    assertThat(log.last(1)).containsExactly(new WrittenLine(later, "två"));
    BlockingQueue<WrittenLine> followed = new LinkedBlockingQueue<>();
    try (Subscription unused = log.follow(2, into(followed), () -> {})) {
      assertThat(followed.poll(20, TimeUnit.SECONDS)).isEqualTo(new WrittenLine(NOW, "one"));
      assertThat(followed.poll(20, TimeUnit.SECONDS)).isEqualTo(new WrittenLine(later, "två"));
    }
  }

  private static WrittenLines into(BlockingQueue<WrittenLine> lines) {
    return new WrittenLines() {
      @Override
      public void line(WrittenLine line) {
        lines.add(line);
      }

      @Override
      public void lost(LostLines lost) {
        throw new AssertionError(lost);
      }
    };
  }

  @Test
  void theOldestLinesGoWhenItIsFull() {
    ContainerLog log = log(30, 30);
    for (String line : List.of("aaaa", "bb", "c")) {
      log.add(line);
    }
    assertThat(log.tail(10)).isEqualTo("bb\nc\n");
    log.add("0123456789abcdefghx");
    assertThat(log.tail(10)).isEqualTo("0123456789abcdefgh\n");
  }

  @Test
  void followersGetEveryLineOnceFromTheFirstOn() throws Exception {
    ContainerLog log = log();
    int lines = 20_000;
    CountDownLatch halfway = new CountDownLatch(1);
    Thread writer =
        new Thread(
            () -> {
              for (int i = 0; i < lines; i++) {
                log.add(Integer.toString(i));
                if (i == lines / 10) {
                  halfway.countDown();
                }
              }
              log.add("last");
              log.end();
            });
    List<List<String>> seen = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(5);
    writer.start();
    halfway.await();
    for (int follower = 0; follower < 5; follower++) {
      List<String> own = new CopyOnWriteArrayList<>();
      List<String> batch = new ArrayList<>();
      seen.add(own);
      log.follow(
          line -> {
            batch.add(line);
            if (line.equals("last")) {
              own.addAll(batch);
              done.countDown();
            }
          });
    }
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    writer.join();
    List<String> all =
        new ArrayList<>(IntStream.range(0, lines).mapToObj(Integer::toString).toList());
    all.add("last");
    assertThat(seen).allSatisfy(own -> assertThat(own).isEqualTo(all));
  }

  @Test
  void aFollowerThatIsStuckHoldsUpNobodyAndLosesTheOldest() throws Exception {
    ContainerLog log = log(200, 300);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    List<String> slow = new CopyOnWriteArrayList<>();
    List<LostLines> lost = new CopyOnWriteArrayList<>();
    log.follow(
        new LogLines() {
          @Override
          public void line(String line) {
            slow.add(line);
            stuck.countDown();
            waitFor(release);
            if (line.equals("line 999")) {
              done.countDown();
            }
          }

          @Override
          public void lost(LostLines lines) {
            slow.add("lost");
            lost.add(lines);
          }
        });
    log.add("first");
    stuck.await();
    for (int i = 0; i < 1_000; i++) {
      log.add("line " + i);
    }
    release.countDown();
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(slow)
        .startsWith("first", "lost")
        .endsWith("line 998", "line 999")
        .hasSizeLessThan(40);
    assertThat(lost)
        .singleElement()
        .satisfies(
            lines -> {
              assertThat(lines.count()).hasValue(1_001 - (slow.size() - 1));
              assertThat(lines.at()).isEqualTo(NOW);
              assertThat(lines.describe())
                  .isEqualTo(
                      "[%d lines lost: they came faster than they were read]",
                      1_001 - (slow.size() - 1));
            });
  }

  @Test
  void whatAFollowerHasNotHadYetIsKeptLonger() throws Exception {
    ContainerLog log = log(200, 100_000);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1_000);
    List<String> slow = new CopyOnWriteArrayList<>();
    log.follow(
        line -> {
          waitFor(release);
          slow.add(line);
          done.countDown();
        });
    for (int i = 0; i < 1_000; i++) {
      log.add("line " + i);
    }
    release.countDown();
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(slow).isEqualTo(IntStream.range(0, 1_000).mapToObj(i -> "line " + i).toList());
    log.add("one more");
    assertThat(log.tail(1_000).length()).isLessThan(200);
  }

  @Test
  void afterItsCloseAFollowerGetsNoMore() throws Exception {
    ContainerLog log = log();
    List<String> closed = new CopyOnWriteArrayList<>();
    CountDownLatch first = new CountDownLatch(1);
    Subscription subscription =
        log.follow(
            line -> {
              closed.add(line);
              first.countDown();
            });
    log.add("one");
    first.await();
    subscription.close();
    CountDownLatch second = new CountDownLatch(2);
    log.follow(line -> second.countDown());
    log.add("two");
    assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(closed).containsExactly("one");
  }

  @Test
  void aFollowerThatThrowsLosesThatLineAloneAndIsTold() throws Exception {
    ContainerLog log = log();
    CountDownLatch good = new CountDownLatch(3);
    List<String> taken = new CopyOnWriteArrayList<>();
    List<String> lost = new CopyOnWriteArrayList<>();
    log.follow(
        new LogLines() {
          @Override
          public void line(String line) {
            if (line.equals("bad")) {
              throw new IllegalStateException("not this one");
            }
            if (line.equals("worse")) {
              throw new StackOverflowError();
            }
            taken.add(line);
            good.countDown();
          }

          @Override
          public void lost(LostLines lines) {
            lost.add(lines.describe());
            throw new IllegalStateException("not that either");
          }
        });
    List.of("one", "bad", "two", "worse", "three").forEach(log::add);
    assertThat(good.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(taken).containsExactly("one", "two", "three");
    assertThat(lost)
        .containsExactly(
            "[1 line lost: it was not taken: java.lang.IllegalStateException: not this one]",
            "[1 line lost: it was not taken: java.lang.StackOverflowError]");
  }

  @Test
  void linesThatWrapAroundTheEndOfTheStorageAreWhole() {
    ContainerLog log = log(10_000, 10_000);
    for (int i = 0; i < 20_000; i++) {
      log.add("x".repeat(i % 997) + i);
      String last = log.tail(1);
      assertThat(last).hasSize(i % 997 + Integer.toString(i).length() + 1);
      assertThat(last).endsWith(i + "\n");
    }
    assertThat(log.tail(1_000)).hasSizeBetween(8_000, 10_000);
  }

  @Test
  void whatComesAfterTheEndIsNotTaken() {
    ContainerLog log = log();
    log.add("one");
    log.end();
    log.add("two");
    assertThat(log.tail(10)).isEqualTo("one\n");
  }

  private ContainerLog log() {
    return log(ContainerLog.KEPT, ContainerLog.UNREAD);
  }

  private ContainerLog log(int kept, int unread) {
    return new ContainerLog("api of default/api-x", threads, () -> NOW, kept, unread);
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
