package io.cortexlocal.cluster.embedded.program;

import io.cortexlocal.cluster.embedded.linux.Entry;
import io.cortexlocal.cluster.embedded.linux.LinuxNode;
import io.cortexlocal.cluster.embedded.linux.LinuxSandbox;
import io.cortexlocal.cluster.embedded.linux.NodeProcess;
import io.cortexlocal.lifecycle.Closer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ports of a program. This JVM is in another network than the pod, so a process in there takes
 * the pod's connections and hands them over to a unix socket.
 */
final class PodPorts implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PodPorts.class);
  private static final Duration START = Duration.ofSeconds(20);
  private static final int WAITING = 4096;
  private static final String READY = "dial ready";

  private final LinuxNode node;
  private final LinuxSandbox pod;
  private final Closer closer = new Closer();

  PodPorts(LinuxNode node, LinuxSandbox pod) {
    this.node = node;
    this.pod = pod;
  }

  ServerSocketChannel listenOnLoopback() throws IOException {
    ServerSocketChannel server = closer.register(ServerSocketChannel.open());
    return server.bind(
        new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
  }

  ServerSocketChannel listen(int port) throws IOException {
    ServerSocketChannel server =
        closer.register(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
    String name = "program-" + UUID.randomUUID() + ".sock";
    Path socket = node.files().resolve(name);
    closer.register(() -> remove(socket));
    server.bind(UnixDomainSocketAddress.of(socket), WAITING);
    forward(server, port, node.directory() + "/" + name);
    return server;
  }

  private void forward(ServerSocketChannel server, int port, String socket) throws IOException {
    CompletableFuture<Void> ready = new CompletableFuture<>();
    Queue<String> said = new ConcurrentLinkedQueue<>();
    NodeProcess forwarder =
        NodeProcess.start(
            node,
            new Entry.Pod(pod.id()),
            List.of("perl", node.directory() + "/dial.pl", socket, Integer.toString(port)),
            line -> {
              if (line.equals(READY)) {
                ready.complete(null);
              } else {
                said.add(line);
                LOG.warn("port {} of {}: {}", port, pod, line);
              }
            });
    closer.register(forwarder::kill);
    var unused =
        forwarder
            .exit()
            .thenRun(
                () -> {
                  ready.completeExceptionally(
                      new BindException(
                          "port %d of the pod cannot be had: %s"
                              .formatted(port, String.join("; ", said))));
                  close(server);
                });
    try {
      ready.get(START.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw (IOException) e.getCause();
    } catch (TimeoutException e) {
      throw new IOException(
          "port %d of the pod was not bound within %d s".formatted(port, START.toSeconds()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while port %d of the pod was bound".formatted(port), e);
    }
  }

  private static void close(ServerSocketChannel server) {
    try {
      server.close();
    } catch (IOException e) {
      LOG.debug("a server was not closed", e);
    }
  }

  private static void remove(Path socket) {
    try {
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      LOG.debug("{} is left until the node ends", socket, e);
    }
  }

  @Override
  public void close() {
    closer.close();
  }
}
