package io.cortexlocal.relay;

import io.cortexlocal.cluster.Program;
import io.cortexlocal.cluster.ProgramContext;
import io.cortexlocal.workload.Names;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The relay in the cluster: it takes the connections of the operator's clients, and hands each to a
 * {@link Carrier} that the operator's machine keeps waiting here. Its argument is the secret by
 * which it knows that machine.
 */
public final class RelayProgram implements Program {

  static final String NAME = "operator-relay";

  /** How many clients, and how many connections that may be carriers, there are at most. */
  private static final int MOST = 256;

  private static final Duration FOR_THE_SERVICE = Duration.ofSeconds(30);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void run(ProgramContext context) throws IOException {
    List<String> arguments = context.arguments();
    if (arguments.size() != 1) {
      throw new IllegalArgumentException("usage: %s SECRET".formatted(NAME));
    }
    CompletableFuture<Void> reached = new CompletableFuture<>();
    AtomicBoolean called = new AtomicBoolean();
    WaitingCarriers waiting = new WaitingCarriers(arguments.get(0), reached);
    ExecutorService threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, NAME);
              thread.setDaemon(true);
              return thread;
            });
    try (ServerSocketChannel clients = context.listen(OperatorObjects.PORT);
        ServerSocketChannel carriers = context.listen(OperatorObjects.CARRIER_PORT)) {
      threads.execute(() -> acceptCarriers(carriers, waiting, threads));
      threads.execute(() -> awaitService(context, called, reached));
      context.output("relays to the operator");
      accept(
          clients,
          threads,
          client -> {
            called.set(true);
            waiting.serve(client, threads);
          });
    } finally {
      threads.shutdownNow();
    }
  }

  /** An operator that is served before pods find it refuses their first connections. */
  private static void awaitService(
      ProgramContext context, AtomicBoolean called, CompletableFuture<Void> reached) {
    try {
      if (!context.awaitService(
          Names.NAMESPACE,
          OperatorObjects.NAME,
          OperatorObjects.PORT,
          called::get,
          FOR_THE_SERVICE)) {
        context.output(
            "this relay does not reach itself at %s.%s.svc.cluster.local:%d within %s; serves all the same"
                .formatted(
                    OperatorObjects.NAME, Names.NAMESPACE, OperatorObjects.PORT, FOR_THE_SERVICE));
      }
      reached.complete(null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void acceptCarriers(
      ServerSocketChannel server, WaitingCarriers waiting, ExecutorService threads) {
    try {
      accept(server, threads, waiting::keep);
    } catch (IOException closed) {
      // the program ends
    }
  }

  private interface Service {

    void serve(SocketChannel channel) throws IOException, InterruptedException;
  }

  /** One too many is hung up on. */
  private static void accept(ServerSocketChannel server, ExecutorService threads, Service service)
      throws IOException {
    Semaphore places = new Semaphore(MOST);
    while (true) {
      SocketChannel channel = server.accept();
      if (!places.tryAcquire()) {
        channel.close();
        continue;
      }
      try {
        threads.execute(() -> serve(channel, service, places));
      } catch (RejectedExecutionException ended) {
        channel.close();
        return;
      }
    }
  }

  private static void serve(SocketChannel channel, Service service, Semaphore places) {
    try (channel) {
      service.serve(channel);
    } catch (IOException | RejectedExecutionException gone) {
      // one connection less
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      places.release();
    }
  }
}
