package io.cortexlocal.inflight;

import io.cortexlocal.http.ExchangeChannel;
import io.cortexlocal.http.HttpAnswer;
import io.cortexlocal.http.HttpExchange;
import io.cortexlocal.http.KeptChannel;
import io.cortexlocal.workload.sidecar.SidecarLoad;
import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one replica's sidecar for its requests in flight, on one connection for as long as it lasts.
 * Never two questions at once: while an answer is due, a tick goes by, and after a few the
 * connection is given up.
 */
final class ReplicaSampler implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReplicaSampler.class);

  private static final int LONGEST_ANSWER = 64 << 10;
  private static final int PATIENCE_IN_TICKS = 5;
  private static final String REQUEST =
      "GET %s HTTP/1.1\r\nHost: sidecar\r\n\r\n".formatted(SidecarLoad.path());

  /** Makes a connection to the sidecar. */
  @FunctionalInterface
  interface Connector {

    ByteChannel connect() throws IOException;
  }

  private final Connector connector;
  private final Consumer<Optional<SidecarLoad>> sampled;
  private final Executor executor;
  private final AtomicInteger due = new AtomicInteger();
  private @Nullable ExchangeChannel channel;
  private boolean closed;

  ReplicaSampler(Connector connector, Executor executor, Consumer<Optional<SidecarLoad>> sampled) {
    this.connector = connector;
    this.executor = executor;
    this.sampled = sampled;
  }

  /** Asks, where no answer is due. */
  void tick() {
    int ticks = due.getAndIncrement();
    if (ticks == 0) {
      try {
        executor.execute(this::ask);
      } catch (RejectedExecutionException ended) {
        due.set(0);
      }
    } else if (ticks >= PATIENCE_IN_TICKS) {
      hangUp();
    }
  }

  private void ask() {
    Optional<SidecarLoad> load = Optional.empty();
    try {
      load = answer();
    } finally {
      if (load.isEmpty()) {
        hangUp();
      }
      due.set(0);
    }
    sampled.accept(load);
  }

  private Optional<SidecarLoad> answer() {
    try {
      HttpAnswer answer = new HttpExchange(connected(), LONGEST_ANSWER).send(REQUEST);
      if (answer.status() == 200) {
        return Optional.of(SidecarLoad.parse(answer.body()));
      }
      LOG.debug("a sidecar's statistics are answered with {}", answer.status());
    } catch (IOException | RuntimeException e) {
      // Before it listens, and when it ends.
      LOG.debug("a sidecar does not tell of its requests", e);
    }
    return Optional.empty();
  }

  private ExchangeChannel connected() throws IOException {
    synchronized (this) {
      if (channel != null) {
        return channel;
      }
    }
    ExchangeChannel opened = new KeptChannel(connector.connect());
    synchronized (this) {
      if (!closed) {
        channel = opened;
        // Only the answer is waited for no longer than a few ticks.
        due.set(1);
        return opened;
      }
    }
    opened.close();
    throw new IOException("no more questions");
  }

  private void hangUp() {
    ExchangeChannel open;
    synchronized (this) {
      open = channel;
      channel = null;
    }
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        LOG.debug("a connection to a sidecar is not closed", e);
      }
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    hangUp();
  }
}
