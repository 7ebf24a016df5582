package io.cortexlocal.relay;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** The carriers that wait at the relay for clients of one port of the other machine. */
final class HostPort {

  /** Clients that come at once wait for one another's carriers. */
  static final Duration FOR_A_CARRIER = Duration.ofSeconds(30);

  private final Executor threads;

  /** Empty is what wakes clients that wait when the port is closed. */
  private final BlockingQueue<Optional<Waiting>> waiting = new LinkedBlockingQueue<>();

  private volatile boolean open = true;

  HostPort(Executor threads) {
    this.threads = threads;
  }

  /**
   * Says whether carriers that come from now on are taken, and clients served, or hung up on. So
   * are clients that wait for a carrier when it is closed.
   */
  void turn(boolean nowOpen) {
    open = nowOpen;
    wakeWhenClosed();
  }

  private void wakeWhenClosed() {
    if (!open) {
      waiting.add(Optional.empty());
    }
  }

  /** Has a carrier wait until its client has been served. */
  void keep(SocketChannel carrier) throws IOException, InterruptedException {
    if (!open) {
      return;
    }
    Carrier.say(carrier, Carrier.WAITS);
    Waiting one = new Waiting(carrier);
    Optional<Waiting> place = Optional.of(one);
    waiting.add(place);
    try {
      // It says nothing before it is called; to be hung up on is noticed here.
      byte answer = Carrier.read(carrier);
      one.answer.complete(answer == Carrier.ANSWERS ? Answer.ANSWERS : Answer.REFUSES);
    } finally {
      waiting.remove(place);
      one.answer.complete(Answer.GONE);
    }
    one.served.join();
  }

  /** Hands a client to a carrier. Where there is none, or nothing listens, it is hung up on. */
  void serve(SocketChannel client) {
    try {
      while (open) {
        Optional<Waiting> next = waiting.poll(FOR_A_CARRIER.toNanos(), TimeUnit.NANOSECONDS);
        if (next == null) {
          return;
        }
        if (next.isEmpty()) {
          // one wakes the next; of a port that is open again it is left over
          wakeWhenClosed();
          continue;
        }
        Waiting one = next.get();
        try {
          Answer answer = one.call();
          if (answer == Answer.ANSWERS) {
            FramedConnection.join(client, one.carrier, threads);
          }
          if (answer != Answer.GONE) {
            return;
          }
        } finally {
          JoinedChannels.close(one.carrier);
          one.served.complete(null);
        }
      }
    } catch (RejectedExecutionException ended) {
      // the relay ends
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      FramedConnection.reset(client);
    }
  }

  private enum Answer {
    ANSWERS,
    REFUSES,
    GONE
  }

  private static final class Waiting {

    private final SocketChannel carrier;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final CompletableFuture<Void> served = new CompletableFuture<>();

    Waiting(SocketChannel carrier) {
      this.carrier = carrier;
    }

    Answer call() {
      try {
        Carrier.say(carrier, Carrier.CALLS);
      } catch (IOException broken) {
        return Answer.GONE;
      }
      return answer
          .completeOnTimeout(Answer.GONE, Carrier.HANDSHAKE.toNanos(), TimeUnit.NANOSECONDS)
          .join();
    }
  }
}
