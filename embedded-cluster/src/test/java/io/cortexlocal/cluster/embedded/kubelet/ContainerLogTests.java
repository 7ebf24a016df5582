package io.cortexlocal.cluster.embedded.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.Kubernetes.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ContainerLogTests {

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  @Test
  void theTailIsTheLastLines() {
    ContainerLog log = new ContainerLog(threads);
    assertThat(log.tail(10)).isEmpty();
    for (int i = 0; i < 200; i++) {
      log.add("line " + i);
    }
    assertThat(log.tail(2)).isEqualTo("line 198\nline 199\n");
    assertThat(log.tail(1_000).lines()).hasSize(200);
  }

  @Test
  void theOldestLinesGoWhenItIsFull() {
    ContainerLog log = new ContainerLog(threads, 10);
    for (String line : List.of("aaaa", "bbbb", "cc", "d")) {
      log.add(line);
    }
    assertThat(log.tail(10)).isEqualTo("bbbb\ncc\nd\n");
    log.add("0123456789x");
    assertThat(log.tail(10)).isEqualTo("0123456789\n");
  }

  @Test
  void followersGetEveryLineOnceFromTheFirstOn() throws Exception {
    ContainerLog log = new ContainerLog(threads);
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
    ContainerLog log = new ContainerLog(threads, 100);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    List<String> slow = new CopyOnWriteArrayList<>();
    log.follow(
        line -> {
          slow.add(line);
          stuck.countDown();
          waitFor(release);
          if (line.equals("line 999")) {
            done.countDown();
          }
        });
    log.add("first");
    stuck.await();
    for (int i = 0; i < 1_000; i++) {
      log.add("line " + i);
    }
    release.countDown();
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(slow).startsWith("first").endsWith("line 998", "line 999").hasSizeLessThan(20);
  }

  @Test
  void afterItsCloseAFollowerGetsNoMore() throws Exception {
    ContainerLog log = new ContainerLog(threads);
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
  void aFollowerThatThrowsIsTheOnlyOneToSuffer() throws Exception {
    ContainerLog log = new ContainerLog(threads);
    CountDownLatch good = new CountDownLatch(2);
    log.follow(
        line -> {
          throw new IllegalStateException("a bad follower");
        });
    log.follow(line -> good.countDown());
    log.add("one");
    log.add("two");
    assertThat(good.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whatComesAfterTheEndIsNotTaken() {
    ContainerLog log = new ContainerLog(threads);
    log.add("one");
    log.end();
    log.add("two");
    assertThat(log.tail(10)).isEqualTo("one\n");
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
