package io.cortexlocal.activator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * How many requests to an API are let in at once, and how many of them go on: one replica's {@code
 * max_concurrency} and {@code max_queue_length}. Those that wait get their turn in the order in
 * which they came.
 */
final class Breaker {

  private final Deque<Place> waiting = new ArrayDeque<>();
  private int concurrency;
  private int queueLength;
  private int going;

  Breaker(int concurrency, int queueLength) {
    this.concurrency = concurrency;
    this.queueLength = queueLength;
  }

  /** Changes the limits. Requests that are let in stay, also where they are too many now. */
  void resize(int concurrency, int queueLength) {
    List<Place> next;
    synchronized (this) {
      this.concurrency = concurrency;
      this.queueLength = queueLength;
      next = next();
    }
    next.forEach(Place::begin);
  }

  /** Lets a request in; empty when there are as many as may be. */
  Optional<Place> enter() {
    Place place;
    List<Place> next;
    synchronized (this) {
      if (going + waiting.size() >= concurrency + queueLength) {
        return Optional.empty();
      }
      place = new Place();
      waiting.addLast(place);
      next = next();
    }
    next.forEach(Place::begin);
    return Optional.of(place);
  }

  /** Returns how many requests are in. */
  synchronized int inFlight() {
    return going + waiting.size();
  }

  private List<Place> next() {
    List<Place> next = new ArrayList<>();
    while (going < concurrency && !waiting.isEmpty()) {
      next.add(waiting.removeFirst());
      going++;
    }
    return next;
  }

  /** The place of a request that was let in, until it is closed. */
  final class Place implements AutoCloseable {

    private final CompletableFuture<Boolean> turn = new CompletableFuture<>();
    private boolean left;

    private void begin() {
      turn.complete(true);
    }

    /** Waits for no turn any more. */
    void giveUp() {
      turn.complete(false);
    }

    /** Returns whether its turn has come. */
    boolean hasTurn() {
      return turn.getNow(false);
    }

    /** Waits for the request's turn, and returns whether it is still wanted. */
    boolean await() {
      return turn.join();
    }

    @Override
    public void close() {
      List<Place> next;
      synchronized (Breaker.this) {
        if (left) {
          return;
        }
        left = true;
        if (!waiting.remove(this)) {
          going--;
        }
        next = next();
      }
      next.forEach(Place::begin);
    }
  }
}
