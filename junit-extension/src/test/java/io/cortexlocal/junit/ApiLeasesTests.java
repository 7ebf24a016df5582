package io.cortexlocal.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

@Timeout(60)
class ApiLeasesTests {

  private static final Duration MOMENT = Duration.ofMillis(50);
  private static final Deadline LONG = Deadline.after(Duration.ofMinutes(5));

  private final ApiLeases leases = new ApiLeases();

  @Test
  void aWaitThatIsTooLongNamesWhoHasTheApi() throws Exception {
    try (ApiLease first = leases.take(Set.of("a", "b"), "FirstTests", LONG)) {
      assertThatThrownBy(
              () ->
                  leases.take(
                      Set.of("b", "c"), "SecondTests", Deadline.after(Duration.ofMillis(50))))
          .isExactlyInstanceOf(ExtensionConfigurationException.class)
          .hasMessage(
              """
              SecondTests waited PT0.05S to deploy what other classes have deployed: b by FirstTests
              Try: APIs of other names, or a longer cortex.local.lease-timeout.""");
      assertThat(first).isNotNull();
    }
    leases.take(Set.of("b", "c"), "SecondTests", LONG).close();
  }

  @Test
  void whoWantsATakenNameWaitsUntilItIsFree() throws Exception {
    ApiLease first = leases.take(Set.of("a", "b"), "ATests", LONG);
    CompletableFuture<Thread> waiter = new CompletableFuture<>();
    CompletableFuture<ApiLease> second =
        CompletableFuture.supplyAsync(
            () -> {
              waiter.complete(Thread.currentThread());
              return take(Set.of("b", "c"));
            },
            task -> new Thread(task).start());
    awaitWaiting(waiter.get());
    assertThat(second).isNotDone();

    first.close();

    second.get(20, TimeUnit.SECONDS).close();
  }

  @Test
  void whoWaitsHoldsNothing() throws Exception {
    ApiLease first = leases.take(Set.of("a"), "ATests", LONG);
    CompletableFuture<Thread> waiter = new CompletableFuture<>();
    CompletableFuture<ApiLease> second =
        CompletableFuture.supplyAsync(
            () -> {
              waiter.complete(Thread.currentThread());
              return take(Set.of("a", "b"));
            },
            task -> new Thread(task).start());
    awaitWaiting(waiter.get());

    leases.take(Set.of("b"), "ATests", LONG).close();

    assertThat(second).isNotDone();
    first.close();
    second.get(20, TimeUnit.SECONDS).close();
  }

  @Test
  void othersDoNotWait() throws Exception {
    try (ApiLease first = leases.take(Set.of("a"), "ATests", LONG);
        ApiLease second = leases.take(Set.of("b"), "ATests", LONG)) {
      assertThat(first).isNotSameAs(second);
    }
  }

  @Test
  void nestedClassesTakeFromWhatTheClassAroundThemTook() throws Exception {
    try (ApiLease outer = leases.take(Set.of("a", "b"), "OuterTests", LONG)) {
      ApiLeases nested = leases.within(Set.of("a", "b"));
      ApiLease one = nested.take(Set.of("b"), "OuterTests$One", LONG);

      assertThatThrownBy(() -> nested.take(Set.of("b"), "OuterTests$Two", Deadline.after(MOMENT)))
          .hasMessageContaining("b by OuterTests$One");
      one.close();
      one.close();
      try (ApiLease two = nested.take(Set.of("b"), "OuterTests$Two", LONG)) {
        assertThat(outer).isNotSameAs(two);
      }
    }
    leases.take(Set.of("a", "b"), "OtherTests", LONG).close();
  }

  @Test
  void whatTheClassAroundDidNotTakeIsTakenFromAll() throws Exception {
    ApiLeases nested = leases.within(Set.of("a"));
    try (ApiLease lease = nested.take(Set.of("a", "b"), "OuterTests$One", LONG)) {
      assertThat(lease).isNotNull();
      assertThatThrownBy(() -> leases.take(Set.of("b"), "OtherTests", Deadline.after(MOMENT)))
          .hasMessageContaining("b by OuterTests$One");
    }
    leases.take(Set.of("b"), "OtherTests", LONG).close();
  }

  @Test
  void overlappingSetsNeverBlockEachOther() throws Exception {
    List<Set<String>> sets = List.of(Set.of("a", "b"), Set.of("b", "c"), Set.of("c", "a"));
    AtomicInteger taken = new AtomicInteger();
    AtomicInteger holders = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (Set<String> names : sets) {
        all.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 1_000; i++) {
                    try (ApiLease lease = take(names)) {
                      most.accumulateAndGet(holders.incrementAndGet(), Math::max);
                      taken.incrementAndGet();
                      holders.decrementAndGet();
                    }
                  }
                }));
      }
      for (Future<?> future : all) {
        future.get(30, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(taken).hasValue(3_000);
    assertThat(most).hasValue(1);
  }

  private ApiLease take(Set<String> names) {
    try {
      return leases.take(names, "ATests", LONG);
    } catch (InterruptedException e) {
      throw new CompletionException(e);
    }
  }

  private static void awaitWaiting(Thread thread) throws InterruptedException {
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }
}
