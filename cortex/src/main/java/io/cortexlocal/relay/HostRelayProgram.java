package io.cortexlocal.relay;

import io.cortexlocal.cluster.Program;
import io.cortexlocal.cluster.ProgramContext;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The relay in the cluster to ports of the machine that the cluster is used from: that machine
 * keeps connections waiting here, each with the number of its port, and a client of that port is
 * handed one of them. It listens on the ports for which one has come. Told {@code -} and a port, it
 * hangs up at once on clients of that port, and takes no connection for it, until it is told {@code
 * +} and the port; such a word is answered as a connection is that may wait. It listens to nobody
 * before its name leads to it. Its argument is the secret by which it knows that machine.
 */
public final class HostRelayProgram implements Program {

  static final String NAME = "host-relay";
  static final String OPEN = "+";
  static final String CLOSE = "-";

  private static final Duration FOR_THE_NAME = Duration.ofSeconds(30);
  private static final int LAST_PORT = 65_535;

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
    ExecutorService threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, NAME);
              thread.setDaemon(true);
              return thread;
            });
    Ports ports = new Ports(context, threads);
    String secret = arguments.get(0) + " ";
    try (ServerSocketChannel own = context.listen(HostObjects.OWN_PORT);
        ServerSocketChannel carriers = context.listen(HostObjects.CARRIER_PORT)) {
      AtomicBoolean called = new AtomicBoolean();
      threads.execute(() -> acceptOwn(own, called));
      threads.execute(() -> awaitName(context, called, ports));
      context.output("relays to this machine");
      while (true) {
        SocketChannel carrier = carriers.accept();
        threads.execute(() -> take(carrier, secret, ports));
      }
    } catch (RejectedExecutionException ended) {
      // the program ends
    } finally {
      threads.shutdownNow();
    }
  }

  private static void acceptOwn(ServerSocketChannel own, AtomicBoolean called) {
    try {
      while (true) {
        own.accept().close();
        called.set(true);
      }
    } catch (IOException closed) {
      // the program ends
    }
  }

  private static void awaitName(ProgramContext context, AtomicBoolean called, Ports ports) {
    try {
      while (!context.awaitService(
          HostObjects.NAMESPACE,
          HostObjects.POD_OF_SERVICE,
          HostObjects.OWN_PORT,
          called::get,
          FOR_THE_NAME)) {
        context.output(
            "%s does not lead here within %d s; waits on"
                .formatted(HostObjects.HOST_NAME, FOR_THE_NAME.toSeconds()));
      }
      ports.reached.countDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void take(SocketChannel carrier, String secret, Ports ports) {
    try (carrier) {
      CompletableFuture<Void> introduced = Carrier.closeWhenSlow(carrier);
      String said = Carrier.secret(carrier);
      introduced.complete(null);
      if (!said.startsWith(secret) || !ports.awaitReached()) {
        return;
      }
      String word = said.substring(secret.length());
      if (word.startsWith(CLOSE) || word.startsWith(OPEN)) {
        ports.turn(Integer.parseInt(word.substring(1)), word.startsWith(OPEN));
        Carrier.say(carrier, Carrier.WAITS);
      } else {
        ports.of(Integer.parseInt(word)).keep(carrier);
      }
    } catch (IOException | NumberFormatException gone) {
      // one connection less
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The ports that are listened on. */
  private static final class Ports {

    private final ProgramContext context;
    private final ExecutorService threads;
    private final Map<Integer, HostPort> ports = new HashMap<>();
    private final CountDownLatch reached = new CountDownLatch(1);

    Ports(ProgramContext context, ExecutorService threads) {
      this.context = context;
      this.threads = threads;
    }

    /** One that waits in vain comes again. */
    boolean awaitReached() throws InterruptedException {
      return reached.await(Carrier.HANDSHAKE.toNanos(), TimeUnit.NANOSECONDS);
    }

    synchronized HostPort of(int number) throws IOException {
      HostPort port = ports.get(number);
      if (port == null) {
        if (number < 1 || number > LAST_PORT) {
          throw new IOException("no port: " + number);
        }
        HostPort made = new HostPort(threads);
        ServerSocketChannel clients = context.listen(number);
        threads.execute(() -> accept(clients, made));
        ports.put(number, made);
        context.output("port " + number);
        port = made;
      }
      return port;
    }

    synchronized void turn(int number, boolean open) {
      HostPort port = ports.get(number);
      if (port != null) {
        port.turn(open);
      }
    }

    private void accept(ServerSocketChannel clients, HostPort port) {
      try (clients) {
        while (true) {
          SocketChannel client = clients.accept();
          threads.execute(() -> port.serve(client));
        }
      } catch (IOException | RejectedExecutionException closed) {
        // the program ends
      }
    }
  }
}
