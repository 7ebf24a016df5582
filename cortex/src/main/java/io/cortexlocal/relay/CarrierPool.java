package io.cortexlocal.relay;

import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Has {@link Carrier}s of this machine wait at a relay, and others in their place. */
final class CarrierPool implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Way relay;
  private final String introduction;
  private final Service service;
  private final int waiting;
  private final ExecutorService threads;
  private final Semaphore places;
  private final Set<ByteChannel> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch first = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile String lastFailure = "";

  /** How the relay is reached. */
  @FunctionalInterface
  interface Way {

    ByteChannel connect() throws IOException;
  }

  /** What becomes of a carrier that is called. */
  @FunctionalInterface
  interface Service {

    /** Answers, and serves the client to its end. */
    void serve(ByteChannel carrier, Executor threads) throws IOException;
  }

  /**
   * @param introduction by which the relay knows the carriers
   * @param waiting how many wait for a client
   * @param most how many there are at the same time
   */
  CarrierPool(Way relay, String introduction, int waiting, int most, Service service) {
    this.relay = relay;
    this.introduction = introduction;
    this.service = service;
    this.waiting = waiting;
    places = new Semaphore(most);
    threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "relay-carrier");
              thread.setDaemon(true);
              return thread;
            });
  }

  void start() {
    for (int i = 0; i < waiting; i++) {
      threads.execute(this::keepWaiting);
    }
  }

  /** Waits until the relay has a carrier; returns whether it had one in time, before the end. */
  boolean await(Duration time) throws InterruptedException {
    return first.await(time.toNanos(), TimeUnit.NANOSECONDS) && ended.getCount() > 0;
  }

  /** Returns what the last carrier failed with; empty when none has. */
  String lastFailure() {
    return lastFailure;
  }

  private void keepWaiting() {
    try {
      places.acquire();
      try {
        while (ended.getCount() > 0 && !carryOne()) {
          ended.await(PAUSE.toNanos(), TimeUnit.NANOSECONDS);
        }
      } finally {
        places.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Serves one client; returns false when there is none, because the relay is gone. */
  private boolean carryOne() {
    boolean called = false;
    try (ByteChannel carrier = relay.connect()) {
      try {
        keep(carrier);
        CompletableFuture<Void> taken = Carrier.closeWhenSlow(carrier);
        Carrier.introduce(carrier, introduction);
        Carrier.expect(carrier, Carrier.WAITS);
        taken.complete(null);
        first.countDown();
        Carrier.expect(carrier, Carrier.CALLS);
        called = true;
        threads.execute(this::keepWaiting);
        service.serve(carrier, threads);
      } finally {
        open.remove(carrier);
      }
    } catch (IOException | RuntimeException e) {
      if (ended.getCount() > 0) {
        lastFailure = e.toString();
      }
    }
    return called;
  }

  /** One that is made while the pool is closed would be left waiting. */
  private void keep(ByteChannel carrier) throws IOException {
    open.add(carrier);
    if (ended.getCount() == 0) {
      throw new IOException("the pool is closed");
    }
  }

  /** Ends every connection. */
  @Override
  public void close() {
    ended.countDown();
    first.countDown();
    open.forEach(JoinedChannels::close);
    threads.shutdownNow();
  }
}
