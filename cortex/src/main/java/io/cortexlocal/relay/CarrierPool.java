package io.cortexlocal.relay;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Has {@link Carrier}s of the operator's machine wait at the relay, and others in their place. */
final class CarrierPool implements AutoCloseable {

  private static final int WAITING = 4;
  private static final int MOST = 64;
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Way relay;
  private final String secret;
  private final SocketAddress operator;
  private final ExecutorService threads;
  private final Semaphore places = new Semaphore(MOST);
  private final Set<ByteChannel> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch first = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile String lastFailure = "";

  /** How the relay is reached. */
  @FunctionalInterface
  interface Way {

    ByteChannel connect() throws IOException;
  }

  CarrierPool(Way relay, String secret, SocketAddress operator) {
    this.relay = relay;
    this.secret = secret;
    this.operator = operator;
    threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "operator-carrier");
              thread.setDaemon(true);
              return thread;
            });
  }

  void start() {
    for (int i = 0; i < WAITING; i++) {
      threads.execute(this::keepWaiting);
    }
  }

  /** Waits until the relay has a carrier; returns whether it had one in time. */
  boolean await(Duration time) throws InterruptedException {
    return first.await(time.toNanos(), TimeUnit.NANOSECONDS);
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
        Carrier.introduce(carrier, secret);
        Carrier.expect(carrier, Carrier.WAITS);
        taken.complete(null);
        first.countDown();
        Carrier.expect(carrier, Carrier.CALLS);
        called = true;
        threads.execute(this::keepWaiting);
        try (SocketChannel served = SocketChannel.open(operator)) {
          Carrier.say(carrier, Carrier.ANSWERS);
          JoinedChannels.join(carrier, served, PATIENCE, threads);
        }
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
    open.forEach(JoinedChannels::close);
    threads.shutdownNow();
  }
}
