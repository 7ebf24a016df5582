package io.cortexlocal.relay;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The carriers at the relay that no client has yet. One that breaks is none any more. */
final class WaitingCarriers {

  /** With an operator there is a carrier again within milliseconds. */
  private static final Duration FOR_A_CARRIER = Duration.ofSeconds(2);

  private static final Duration FOR_AN_ANSWER = Duration.ofSeconds(30);

  private final String secret;
  private final CompletableFuture<Void> reached;
  private final BlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>();

  /**
   * @param reached completed once clients find the relay; carriers are told so
   */
  WaitingCarriers(String secret, CompletableFuture<Void> reached) {
    this.secret = secret;
    this.reached = reached;
  }

  /** Has a connection wait until its client has been served, if it knows the secret. */
  void keep(SocketChannel carrier) throws IOException, InterruptedException {
    CompletableFuture<Void> introduced = Carrier.closeWhenSlow(carrier);
    boolean known = Carrier.secret(carrier).equals(secret);
    introduced.complete(null);
    if (!known) {
      return;
    }
    if (!isReached()) {
      return;
    }
    Carrier.say(carrier, Carrier.WAITS);
    Waiting one = new Waiting(carrier);
    waiting.add(one);
    try {
      // It says nothing before it is called; to be hung up on is noticed here.
      Carrier.expect(carrier, Carrier.ANSWERS);
      one.answers.complete(true);
    } finally {
      waiting.remove(one);
      one.answers.complete(false);
    }
    one.served.join();
  }

  /** One that waits in vain comes again. */
  private boolean isReached() throws InterruptedException {
    try {
      reached.get(Carrier.HANDSHAKE.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Hands a client to a carrier, or hangs up when there is none: then there is no operator. */
  void serve(SocketChannel client, Executor threads) throws IOException, InterruptedException {
    while (true) {
      Waiting one = waiting.poll(FOR_A_CARRIER.toNanos(), TimeUnit.NANOSECONDS);
      if (one == null) {
        return;
      }
      try {
        if (one.call()) {
          JoinedChannels.join(client, one.carrier, FOR_AN_ANSWER, threads);
          return;
        }
      } finally {
        JoinedChannels.close(one.carrier);
        one.served.complete(null);
      }
    }
  }

  private static final class Waiting {

    private final SocketChannel carrier;
    private final CompletableFuture<Boolean> answers = new CompletableFuture<>();
    private final CompletableFuture<Void> served = new CompletableFuture<>();

    Waiting(SocketChannel carrier) {
      this.carrier = carrier;
    }

    /** Returns whether the operator's machine is there. */
    boolean call() {
      try {
        Carrier.say(carrier, Carrier.CALLS);
      } catch (IOException broken) {
        return false;
      }
      return answers
          .completeOnTimeout(false, Carrier.HANDSHAKE.toNanos(), TimeUnit.NANOSECONDS)
          .join();
    }
  }
}
