package io.cortexlocal.activator;

import io.cortexlocal.activator.Breaker.Place;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.ProgramContext;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A request at the activator: let in or refused, held until a replica is Ready, and handed on. A
 * connection has one request, so that what follows its head is handed on as it is, in both ways.
 */
final class HeldRequest {

  /** How long Cortex's activator waits for a replica. */
  static final Duration LONGEST_HOLD = Duration.ofMinutes(20);

  private static final Duration FOR_A_REFUSED_BODY = Duration.ofSeconds(5);
  private static final int BUFFER = 16 << 10;

  private final ProgramContext context;
  private final ActivatedApis apis;
  private final SocketChannel client;
  private final CompletableFuture<BodySink> body = new CompletableFuture<>();
  private final CompletableFuture<Void> departed = new CompletableFuture<>();

  /** Takes what the client sends after the head. */
  @FunctionalInterface
  private interface BodySink {

    void take(ByteBuffer bytes) throws IOException;
  }

  private HeldRequest(ProgramContext context, ActivatedApis apis, SocketChannel client) {
    this.context = context;
    this.apis = apis;
    this.client = client;
  }

  /**
   * Serves the request of a connection, and returns when the connection may be closed.
   *
   * @param threads on one of which the request's body is read
   * @throws IOException when a side has hung up
   */
  static void serve(
      ProgramContext context, ActivatedApis apis, SocketChannel client, Executor threads)
      throws IOException, InterruptedException {
    new HeldRequest(context, apis, client).serve(threads);
  }

  private void serve(Executor threads) throws IOException, InterruptedException {
    RequestHead head = RequestHead.read(client);
    threads.execute(() -> readBody(head.rest()));
    try {
      serve(head);
    } finally {
      body.completeExceptionally(new IOException("the request has ended"));
    }
  }

  private void serve(RequestHead head) throws IOException, InterruptedException {
    if (head.header(RequestHead.PROBE).isPresent()) {
      answer(200, "OK", "");
      return;
    }
    Optional<String> name = head.header(RequestHead.API_NAME);
    if (name.isEmpty()) {
      answer(500, "Internal Server Error", "missing X-Cortex-API-Name\n");
      return;
    }
    Optional<ActivatedApi> api = find(name.get());
    if (api.isEmpty()) {
      answer(500, "Internal Server Error", "");
      return;
    }
    Optional<Place> place = api.get().breaker().enter();
    if (place.isEmpty()) {
      answer(503, "Service Unavailable", "pending request queue full\n");
      return;
    }
    try (Place entered = place.get()) {
      hold(head, api.get(), entered);
    }
  }

  private Optional<ActivatedApi> find(String name) {
    try {
      return apis.find(name);
    } catch (ClusterException | IllegalArgumentException e) {
      context.output("a request to api %s is refused: %s".formatted(name, e.getMessage()));
      return Optional.empty();
    }
  }

  private void hold(RequestHead head, ActivatedApi api, Place place)
      throws IOException, InterruptedException {
    var unused = departed.thenRun(place::giveUp);
    if (!place.await()) {
      return;
    }
    Optional<Pod> replica =
        apis.awaitReplica(api, Deadline.after(LONGEST_HOLD, context.time()), departed::isDone);
    if (departed.isDone()) {
      return;
    }
    if (replica.isEmpty()) {
      context.output(
          "a request to api %s got no replica: %s"
              .formatted(
                  api.name(),
                  api.isGone() ? "the api is gone" : "none was ready within " + LONGEST_HOLD));
      answer(500, "Internal Server Error", "");
    } else if (head.header(RequestHead.TARGET_SERVICE).isEmpty()) {
      answer(500, "Internal Server Error", "");
    } else {
      handOn(head, replica.get());
    }
  }

  private void handOn(RequestHead head, Pod replica) throws IOException {
    @Nullable Exception failure = null;
    long answered = 0;
    try (ByteChannel upstream = context.connect(replica, Names.PROXY_PORT)) {
      var unused = departed.thenRun(() -> close(upstream));
      writeAll(upstream, head.handedOn());
      body.complete(bytes -> writeAll(upstream, bytes));
      ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
      while (upstream.read(bytes.clear()) >= 0) {
        answered += bytes.position();
        writeAll(client, bytes.flip());
      }
    } catch (IOException | ClusterException e) {
      failure = e;
    }
    if (answered == 0 && !departed.isDone()) {
      answer(502, "Bad Gateway", "");
    } else if (failure != null) {
      throw new IOException(failure);
    }
  }

  /** The body follows the head where that goes; its end is the client's departure. */
  private void readBody(ByteBuffer first) {
    try {
      boolean taken = !first.hasRemaining() || isTaken(first);
      ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
      while (client.read(bytes.clear()) >= 0) {
        taken = taken && isTaken(bytes.flip());
      }
    } catch (IOException gone) {
      // the request ends
    } finally {
      departed.complete(null);
      apis.signal().changed();
    }
  }

  /** One who takes no more of a body may have answered already, and the client stays for that. */
  private boolean isTaken(ByteBuffer bytes) {
    try {
      body.join().take(bytes);
      return true;
    } catch (IOException | CompletionException ended) {
      return false;
    }
  }

  /** A body that nobody reads is taken too: the client would not read the answer else. */
  private void answer(int status, String reason, String text) throws IOException {
    StringBuilder answer =
        new StringBuilder("HTTP/1.1 %d %s\r\n".formatted(status, reason))
            .append("Content-Length: %d\r\n".formatted(text.length()))
            .append("Connection: close\r\n");
    if (!text.isEmpty()) {
      answer
          .append("Content-Type: text/plain; charset=utf-8\r\n")
          .append("X-Content-Type-Options: nosniff\r\n");
    }
    writeAll(
        client,
        ByteBuffer.wrap(
            answer.append("\r\n").append(text).toString().getBytes(StandardCharsets.US_ASCII)));
    client.shutdownOutput();
    body.complete(bytes -> {});
    departed.completeOnTimeout(null, FOR_A_REFUSED_BODY.toNanos(), TimeUnit.NANOSECONDS).join();
  }

  private static void writeAll(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static void close(ByteChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // nobody hears of it, and nothing is left to do
    }
  }
}
