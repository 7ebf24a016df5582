package io.cortexlocal.operator.http;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.Kubernetes.Change;
import io.cortexlocal.cluster.Kubernetes.LogLines;
import io.cortexlocal.cluster.Kubernetes.LostLines;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;

/**
 * Sends what the containers of one replica write, the proxy's lines among them, to one client: each
 * line as a message, from the first one on, until the replica or the client is gone. The replica is
 * the first of the latest version. Public, because the server of websockets calls no other class.
 */
public final class LogStream implements Session.Listener.AutoDemanding {

  private static final String NO_PODS =
      "there are currently no pods running for this workload; please visit your logging dashboard"
          + " for historical logs\n";
  private static final String PENDING = "waiting for pod to initialize ...\n";

  /** Cortex ends no line here. */
  private static final String GONE = "unable to find pod";

  /** Bytes of a line at which Cortex's stream ends. */
  private static final int TOO_LONG = 1 << 20;

  /** For a client to take one message. */
  private static final long SEND_SECONDS = 30;

  private final Kubernetes kubernetes;
  private final Map<String, String> labels;
  private final Object sending = new Object();

  /** Guards what follows. */
  private final Object lock = new Object();

  private final List<Subscription> subscriptions = new ArrayList<>();
  private final Set<String> followed = new HashSet<>();
  private boolean ending;
  private boolean closed;

  /**
   * @param labels of the replicas of the latest version
   */
  LogStream(Kubernetes kubernetes, Map<String, String> labels) {
    this.kubernetes = kubernetes;
    this.labels = labels;
  }

  @Override
  public void onWebSocketOpen(Session session) {
    Optional<Pod> first =
        kubernetes.list(ResourceType.POD, Names.NAMESPACE, labels).stream()
            .min(Comparator.comparing(pod -> pod.getMetadata().getName()));
    if (first.isEmpty()) {
      send(session, NO_PODS);
      close(session);
      return;
    }
    String pod = first.get().getMetadata().getName();
    if (begun(first.get()).isEmpty()) {
      send(session, PENDING);
    }
    register(
        kubernetes.watch(
            ResourceType.POD,
            Optional.of(Names.NAMESPACE),
            labels,
            change -> {
              if (change.object().getMetadata().getName().equals(pod)) {
                changed(session, change);
              }
            }));
    if (kubernetes.get(ResourceType.POD, Names.NAMESPACE, pod).isEmpty()) {
      // gone before the watch began
      end(session);
    }
  }

  private void changed(Session session, Change<Pod> change) {
    if (change instanceof Change.Deleted) {
      end(session);
      return;
    }
    for (ContainerStatus container : begun(change.object())) {
      synchronized (lock) {
        // each of its runs has a log of its own
        if (!followed.add(container.getName() + " " + container.getRestartCount())) {
          continue;
        }
      }
      register(
          kubernetes.followLogs(
              Names.NAMESPACE,
              change.object().getMetadata().getName(),
              container.getName(),
              new Lines(session)));
    }
  }

  private void end(Session session) {
    boolean begun;
    synchronized (lock) {
      if (ending) {
        return;
      }
      ending = true;
      begun = !followed.isEmpty();
    }
    if (!begun) {
      send(session, GONE);
    }
    close(session);
  }

  /** Returns the containers that have written, or can. */
  private static List<ContainerStatus> begun(Pod pod) {
    return pod.getStatus() == null
        ? List.of()
        : pod.getStatus().getContainerStatuses().stream()
            .filter(
                container ->
                    container.getState() != null && container.getState().getWaiting() == null)
            .toList();
  }

  private void register(Subscription subscription) {
    synchronized (lock) {
      if (!closed) {
        subscriptions.add(subscription);
        return;
      }
    }
    subscription.close();
  }

  /** Waits for the client, who so decides how fast lines are read. */
  private void send(Session session, String message) {
    Callback.Completable sent = new Callback.Completable();
    synchronized (sending) {
      session.sendText(message, sent);
      try {
        sent.get(SEND_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        session.disconnect();
      } catch (ExecutionException | TimeoutException e) {
        if (!isEnding()) {
          session.disconnect();
        }
      }
    }
  }

  private boolean isEnding() {
    synchronized (lock) {
      return ending;
    }
  }

  private static void close(Session session) {
    session.close(StatusCode.NORMAL, null, Callback.NOOP);
  }

  @Override
  public void onWebSocketClose(int statusCode, String reason, Callback callback) {
    List<Subscription> ended;
    synchronized (lock) {
      closed = true;
      ended = List.copyOf(subscriptions);
      subscriptions.clear();
    }
    ended.forEach(Subscription::close);
    callback.succeed();
  }

  /**
   * A client that hangs up without a word, as one that is killed does, is no fault of the server.
   */
  @Override
  public void onWebSocketError(Throwable cause) {}

  /** Hands on the lines of one container. */
  private final class Lines implements LogLines {

    private final Session session;

    private Lines(Session session) {
      this.session = session;
    }

    @Override
    public void line(String line) {
      if (line.getBytes(StandardCharsets.UTF_8).length >= TOO_LONG) {
        close(session);
        return;
      }
      LogLine.messages(line).forEach(message -> send(session, message));
    }

    @Override
    public void lost(LostLines lost) {
      send(session, lost.describe() + "\n");
    }
  }
}
