package io.cortexlocal.cluster.embedded.rest;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.embedded.store.EmbeddedKubernetes;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.cortexlocal.cluster.embedded.store.PodAccess;
import io.cortexlocal.cluster.embedded.store.RefusedException;
import io.cortexlocal.time.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
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
 * Serves the Kubernetes API of one cluster, to whoever has the token in its kubeconfig.
 *
 * <p>It listens on a free port of this machine's loopback. Each connection gets one answer. At most
 * {@value #CONNECTIONS} clients are answered at a time; one that sends no request, or does not take
 * its answer, loses its connection after a while. What only an answer needs is loaded with the
 * first one.
 */
public final class ApiServer implements AutoCloseable {

  /** How many clients are answered at a time, those who watch or follow included. */
  static final int CONNECTIONS = 256;

  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
  private static final long IDLE_SECONDS = 5;
  private static final Duration REQUEST = Duration.ofSeconds(10);
  private static final Duration GOODBYE = Duration.ofSeconds(2);

  private final ServerSocketChannel server;
  private final ObjectStore store;
  private final EmbeddedKubernetes kubernetes;
  private final PodAccess pods;
  private final AccessToken token;
  private final InstantSource clock;
  private final Path kubeconfig;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor threads;
  private final Object handlerLock = new Object();
  private ApiHandler handler;
  private volatile boolean closed;

  private ApiServer(
      ServerSocketChannel server,
      ObjectStore store,
      EmbeddedKubernetes kubernetes,
      PodAccess pods,
      AccessToken token,
      InstantSource clock,
      Path kubeconfig) {
    this.server = server;
    this.store = store;
    this.kubernetes = kubernetes;
    this.pods = pods;
    this.token = token;
    this.clock = clock;
    this.kubeconfig = kubeconfig;
    AtomicInteger count = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            0,
            CONNECTIONS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> daemon(task, "kubernetes-api-" + count.incrementAndGet()));
  }

  /**
   * Starts to listen, and writes the kubeconfig.
   *
   * @param files the directory of the node's files, as this process reaches it
   * @param pods for containers' logs
   * @param gateway where the gateway is reached, for who reads the kubeconfig
   * @param clock for the ages of objects
   * @throws ClusterException when that cannot be done
   */
  public static ApiServer start(
      Path files,
      ObjectStore store,
      EmbeddedKubernetes kubernetes,
      PodAccess pods,
      URI gateway,
      InstantSource clock) {
    Path kubeconfig = files.resolve(Kubeconfig.FILE);
    try {
      ServerSocketChannel channel = ServerSocketChannel.open();
      try {
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), CONNECTIONS);
        InetSocketAddress address = (InetSocketAddress) channel.getLocalAddress();
        AccessToken token = AccessToken.random();
        URI uri =
            URI.create(
                "http://%s:%d".formatted(address.getAddress().getHostAddress(), address.getPort()));
        new Kubeconfig(uri, token, gateway, clock.instant()).write(kubeconfig);
        ApiServer server =
            new ApiServer(channel, store, kubernetes, pods, token, clock, kubeconfig);
        daemon(server::accept, "kubernetes-api").start();
        return server;
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new ClusterException(
          "the cluster's API cannot be served, with its kubeconfig at %s: %s"
              .formatted(kubeconfig, e),
          e);
    }
  }

  /** Returns the file that kubectl needs; it is gone with the cluster's node. */
  public Path kubeconfig() {
    return kubeconfig;
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
          LOG.warn("the cluster's API is not served any more", e);
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

  private void serve(SocketChannel connection) {
    try (ClientChannel client = new ClientChannel(connection)) {
      Responder responder = new Responder(client);
      try {
        RestRequest request = new RequestReader(client, Deadline.after(REQUEST)).read();
        handler().answer(token.require(request), responder);
      } catch (ApiFailure e) {
        refuse(e, responder);
      } catch (RefusedException e) {
        refuse(ApiFailure.of(e), responder);
      } catch (ClusterException e) {
        refuse(new ApiFailure(503, "ServiceUnavailable", e.getMessage()), responder);
      } catch (RuntimeException | Error e) {
        LOG.warn("a request to the cluster's API failed", e);
        refuse(new ApiFailure(500, "InternalError", "Internal error occurred: " + e), responder);
      }
      client.goodbye(Deadline.after(GOODBYE));
    } catch (IOException e) {
      LOG.debug("a client of the cluster's API has gone", e);
    } finally {
      drop(connection);
    }
  }

  private ApiHandler handler() {
    synchronized (handlerLock) {
      if (handler == null) {
        handler = new ApiHandler(store, kubernetes, pods, clock);
      }
      return handler;
    }
  }

  private static void refuse(ApiFailure failure, Responder responder) throws IOException {
    if (!responder.begun()) {
      responder.json(failure.code(), failure.status());
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

  /** Ends all answers. */
  @Override
  public void close() throws IOException {
    closed = true;
    server.close();
    open.forEach(this::drop);
    threads.shutdownNow();
  }
}
