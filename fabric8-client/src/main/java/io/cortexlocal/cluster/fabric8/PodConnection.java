package io.cortexlocal.cluster.fabric8;

import io.fabric8.kubernetes.client.PortForward;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A connection to a port of a pod. The client's own port on this machine is not used: it is open to
 * everybody here, and to hang up on it does not end the connection to the pod.
 */
final class PodConnection implements ByteChannel {

  private static final Duration TO_SEND_THE_REST = Duration.ofSeconds(10);

  private final Pipe toPod;
  private final Pipe fromPod;
  private final PortForward forward;
  private final CompletableFuture<Void> allSent = new CompletableFuture<>();

  /** Connects two channels to a port of a pod: what is to be sent, and what is received. */
  @FunctionalInterface
  interface Forwarding {

    PortForward start(ReadableByteChannel sent, WritableByteChannel received);
  }

  private PodConnection(Pipe toPod, Pipe fromPod, Forwarding forwarding) {
    this.toPod = toPod;
    this.fromPod = fromPod;
    this.forward = forwarding.start(new Sent(), fromPod.sink());
  }

  static PodConnection open(Forwarding forwarding) throws IOException {
    Pipe toPod = Pipe.open();
    Pipe fromPod = Pipe.open();
    try {
      return new PodConnection(toPod, fromPod, forwarding);
    } catch (RuntimeException | Error e) {
      close(toPod);
      close(fromPod);
      throw e;
    }
  }

  @Override
  public int read(ByteBuffer bytes) throws IOException {
    return fromPod.source().read(bytes);
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    return toPod.sink().write(bytes);
  }

  @Override
  public boolean isOpen() {
    return toPod.sink().isOpen();
  }

  /** Ends the connection as soon as the pod has been sent what was written. */
  @Override
  public void close() throws IOException {
    toPod.sink().close();
    var unused =
        allSent
            .completeOnTimeout(null, TO_SEND_THE_REST.toNanos(), TimeUnit.NANOSECONDS)
            .thenRun(this::end);
  }

  private void end() {
    try {
      forward.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      close(fromPod);
      close(toPod);
    }
  }

  private static void close(Pipe pipe) {
    try (var sink = pipe.sink();
        var source = pipe.source()) {
      // both, whichever fails
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whoever reads from it sends what it has read before it reads on. */
  private final class Sent implements ReadableByteChannel {

    @Override
    public int read(ByteBuffer bytes) throws IOException {
      int read = toPod.source().read(bytes);
      if (read < 0) {
        allSent.complete(null);
      }
      return read;
    }

    @Override
    public boolean isOpen() {
      return toPod.source().isOpen();
    }

    @Override
    public void close() throws IOException {
      toPod.source().close();
      allSent.complete(null);
    }
  }
}
