package io.cortexlocal.cluster.embedded.inspect;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers who wants to read a cluster.
 *
 * <p>It listens on a unix socket that only this process's user may open. It only reads. At most
 * {@value #CONNECTIONS} clients are answered at a time; one that sends no request, or does not read
 * its answer, loses its connection after a while.
 */
public final class InspectServer implements AutoCloseable {

  /** The socket's name among the node's files. */
  static final String SOCKET = "inspect.sock";

  private static final Logger LOG = LoggerFactory.getLogger(InspectServer.class);
  private static final int CONNECTIONS = 16;
  private static final long IDLE_SECONDS = 5;

  private final ServerSocketChannel server;
  private final ObjectStore store;
  private final Kubernetes kubernetes;
  private final URI gateway;
  private final Instant startedAt = Instant.now();
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor threads;
  private volatile boolean closed;

  private InspectServer(
      ServerSocketChannel server, ObjectStore store, Kubernetes kubernetes, URI gateway) {
    this.server = server;
    this.store = store;
    this.kubernetes = kubernetes;
    this.gateway = gateway;
    AtomicInteger count = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            0,
            CONNECTIONS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> daemon(task, "inspect-" + count.incrementAndGet()));
  }

  /**
   * Starts to listen.
   *
   * @param files the directory of the node's files, as this process reaches it
   * @param kubernetes for containers' logs
   * @param gateway where the gateway is reached
   * @throws ClusterException when the socket cannot be made
   */
  public static InspectServer start(
      Path files, ObjectStore store, Kubernetes kubernetes, URI gateway) {
    Path socket = files.resolve(SOCKET);
    try {
      ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.bind(UnixDomainSocketAddress.of(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
      InspectServer server = new InspectServer(channel, store, kubernetes, gateway);
      daemon(server::accept, "inspect").start();
      return server;
    } catch (IOException e) {
      throw new ClusterException("the cluster cannot be made readable at " + socket + ": " + e, e);
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private void accept() {
    while (!closed) {
      try {
        SocketChannel client = server.accept();
        open.add(client);
        if (closed) {
          drop(client);
        } else {
          hand(client);
        }
      } catch (AsynchronousCloseException e) {
        return;
      } catch (IOException e) {
        if (!closed) {
          LOG.warn("the cluster cannot be read any more", e);
        }
        return;
      }
    }
  }

  private void hand(SocketChannel client) {
    try {
      threads.execute(() -> serve(client));
    } catch (RejectedExecutionException e) {
      LOG.debug("too many clients read the cluster", e);
      drop(client);
    }
  }

  private void serve(SocketChannel client) {
    try {
      new Conversation(client, new Objects(store), store, kubernetes, gateway, startedAt).run();
    } catch (IOException e) {
      LOG.debug("a client that read the cluster has gone", e);
    } catch (RuntimeException | Error e) {
      LOG.warn("a request to read the cluster failed", e);
    } finally {
      drop(client);
    }
  }

  private void drop(SocketChannel client) {
    open.remove(client);
    try {
      client.close();
    } catch (IOException e) {
      LOG.debug("a client's connection could not be closed", e);
    }
  }

  /** Ends all conversations. */
  @Override
  public void close() throws IOException {
    closed = true;
    server.close();
    open.forEach(this::drop);
    threads.shutdownNow();
  }
}
