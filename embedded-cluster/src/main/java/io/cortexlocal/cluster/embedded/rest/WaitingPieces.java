package io.cortexlocal.cluster.embedded.rest;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * What waits to be written to a client, from threads that must not wait for it. They are at most so
 * many; then the client has fallen behind.
 */
final class WaitingPieces<T> {

  private final int most;
  private final ClientChannel client;
  private final Queue<T> pieces = new ArrayDeque<>();
  private boolean behind;
  private boolean ended;

  WaitingPieces(int most, ClientChannel client) {
    this.most = most;
    this.client = client;
  }

  void add(T piece) {
    synchronized (this) {
      if (pieces.size() >= most) {
        behind = true;
        pieces.clear();
      }
      if (behind) {
        return;
      }
      pieces.add(piece);
    }
    client.wake();
  }

  /** Says that no piece will come any more. */
  void end() {
    synchronized (this) {
      ended = true;
    }
    client.wake();
  }

  /** Returns whether everything has been taken that there will be. */
  synchronized boolean done() {
    return ended && pieces.isEmpty();
  }

  /**
   * Waits for the next piece.
   *
   * @return nothing when the client's thread was woken for another reason, or the time is over
   * @throws EOFException when the client has hung up, or has fallen behind
   */
  Optional<T> next(Duration atMost) throws IOException {
    Optional<T> next = poll();
    if (next.isPresent() || done()) {
      return next;
    }
    if (!client.idle(atMost)) {
      throw new EOFException("the client has hung up");
    }
    return poll();
  }

  private synchronized Optional<T> poll() throws IOException {
    if (behind) {
      throw new EOFException("the client did not keep up with %d pieces".formatted(most));
    }
    return Optional.ofNullable(pieces.poll());
  }
}
