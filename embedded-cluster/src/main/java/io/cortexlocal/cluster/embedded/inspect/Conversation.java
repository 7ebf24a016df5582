package io.cortexlocal.cluster.embedded.inspect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.Kubernetes.Change;
import io.cortexlocal.cluster.Kubernetes.LogLines;
import io.cortexlocal.cluster.Kubernetes.LostLines;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** One request, and its answer: a line that accepts or refuses it, then what was asked for. */
final class Conversation {

  private static final long REQUEST_SECONDS = 5;
  private static final long ANSWER_SECONDS = 60;
  private static final long LAST_LINES_MILLIS = 500;

  private final SocketChannel client;
  private final Objects objects;
  private final ObjectStore store;
  private final Kubernetes kubernetes;
  private final URI gateway;
  private final Instant startedAt;
  private final Wire wire = new Wire();

  Conversation(
      SocketChannel client,
      Objects objects,
      ObjectStore store,
      Kubernetes kubernetes,
      URI gateway,
      Instant startedAt) {
    this.client = client;
    this.objects = objects;
    this.store = store;
    this.kubernetes = kubernetes;
    this.gateway = gateway;
    this.startedAt = startedAt;
  }

  void run() throws IOException {
    String line;
    try (Limit unused = limit(REQUEST_SECONDS)) {
      line = readLine();
    }
    Request request;
    try {
      request = wire.read(line);
    } catch (InspectException e) {
      refuse(e.getMessage());
      return;
    }
    try {
      answer(request);
    } catch (InspectException | ClusterException e) {
      refuse(e.getMessage());
    }
  }

  private void answer(Request request) throws IOException {
    if (request instanceof Request.Get get) {
      ObjectNode list = wire.mapper().createObjectNode();
      list.put("apiVersion", "v1").put("kind", "List");
      ArrayNode items = list.putArray("items");
      objects.find(get).forEach(object -> items.add(wire.mapper().valueToTree(object)));
      accept(list.toString());
    } else if (request instanceof Request.Logs logs) {
      String container = objects.container(logs);
      if (logs.follow() && !logs.previous()) {
        follow(logs, container);
      } else {
        accept(
            kubernetes.logs(
                logs.namespace(), logs.pod(), container, logs.lines(), logs.previous()));
      }
    } else {
      accept(
          wire.mapper()
              .createObjectNode()
              .put("gateway", gateway.toString())
              .put("startedAt", startedAt.toString())
              .toString());
    }
  }

  /** Ends when the client hangs up, or its pod is gone. */
  private void follow(Request.Logs logs, String container) throws IOException {
    write(wire.accepted());
    long there =
        kubernetes
            .logs(logs.namespace(), logs.pod(), container, Integer.MAX_VALUE, false)
            .lines()
            .count();
    AtomicLong skipped = new AtomicLong(Math.max(0, there - logs.lines()));
    try (Subscription lines =
            kubernetes.followLogs(
                logs.namespace(),
                logs.pod(),
                container,
                new LogLines() {
                  @Override
                  public void line(String text) {
                    if (skipped.getAndDecrement() <= 0) {
                      send(text + "\n");
                    }
                  }

                  @Override
                  public void lost(LostLines lost) {
                    send(lost.describe() + "\n");
                  }
                });
        Subscription pods =
            store.watch(
                ResourceType.POD,
                Optional.of(logs.namespace()),
                Map.of(),
                change -> hangUpAfter(change, logs.pod()))) {
      awaitHangUp();
    }
  }

  private void hangUpAfter(Change<Pod> change, String pod) {
    if (change instanceof Change.Deleted<Pod> gone
        && gone.object().getMetadata().getName().equals(pod)) {
      CompletableFuture.delayedExecutor(LAST_LINES_MILLIS, TimeUnit.MILLISECONDS)
          .execute(this::hangUp);
    }
  }

  private void awaitHangUp() {
    ByteBuffer ignored = ByteBuffer.allocate(512);
    try {
      while (client.read(ignored) >= 0) {
        ignored.clear();
      }
    } catch (IOException ended) {
      hangUp();
    }
  }

  private void send(String text) {
    try {
      write(text);
    } catch (IOException ended) {
      hangUp();
    }
  }

  private void hangUp() {
    try {
      client.close();
    } catch (IOException e) {
      throw new InspectException("a connection cannot be closed: " + e, e);
    }
  }

  private void accept(String body) throws IOException {
    try (Limit unused = limit(ANSWER_SECONDS)) {
      write(wire.accepted());
      write(body);
    }
  }

  private void refuse(String message) throws IOException {
    try (Limit unused = limit(ANSWER_SECONDS)) {
      write(wire.refused(message));
    }
  }

  private void write(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      client.write(bytes);
    }
  }

  private String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    while (client.read(buffer) >= 0) {
      for (buffer.flip(); buffer.hasRemaining(); ) {
        byte next = buffer.get();
        if (next == '\n') {
          return line.toString(StandardCharsets.UTF_8);
        }
        line.write(next);
      }
      if (line.size() >= Wire.LONGEST_REQUEST) {
        throw new IOException("a request of more than " + Wire.LONGEST_REQUEST + " bytes");
      }
      buffer.clear();
    }
    throw new IOException("no request");
  }

  /** Closes the connection after a time, which wakes who reads or writes it. */
  private Limit limit(long seconds) {
    CompletableFuture<Void> timer = new CompletableFuture<>();
    var unused =
        timer
            .orTimeout(seconds, TimeUnit.SECONDS)
            .exceptionally(
                late -> {
                  hangUp();
                  return null;
                });
    return () -> timer.complete(null);
  }

  private interface Limit extends AutoCloseable {
    @Override
    void close();
  }
}
