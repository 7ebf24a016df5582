package io.cortexlocal.cluster.embedded.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SerialExecutorTests {

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> failures = new CopyOnWriteArrayList<>();

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  @Test
  void tasksAreRunOneAfterTheOtherInTheirOrder() throws Exception {
    SerialExecutor executor =
        new SerialExecutor(threads, failure -> failures.add(failure.getMessage()));
    List<Integer> done = new CopyOnWriteArrayList<>();
    AtomicInteger running = new AtomicInteger();
    CountDownLatch last = new CountDownLatch(1);
    for (int i = 0; i < 500; i++) {
      int number = i;
      executor.execute(
          () -> {
            if (running.incrementAndGet() > 1) {
              failures.add("two at a time");
            }
            done.add(number);
            running.decrementAndGet();
          });
    }
    executor.execute(last::countDown);
    assertThat(last.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(done).isEqualTo(IntStream.range(0, 500).boxed().toList());
    assertThat(failures).isEmpty();
  }

  @Test
  void whatATaskThrowsIsToldAndTheNextOneIsRun() throws Exception {
    SerialExecutor executor =
        new SerialExecutor(
            threads,
            failure -> {
              failures.add(failure.getMessage());
              throw new IllegalStateException("cannot tell");
            });
    CountDownLatch last = new CountDownLatch(1);
    executor.execute(
        () -> {
          throw new IllegalStateException("a bug");
        });
    executor.execute(last::countDown);
    assertThat(last.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(failures).containsExactly("a bug");
  }
}
