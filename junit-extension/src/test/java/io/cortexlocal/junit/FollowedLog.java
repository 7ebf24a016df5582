package io.cortexlocal.junit;

import io.cortexlocal.CortexLocal;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Signal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The lines of the container {@code api} of a pod, as they are written. */
final class FollowedLog implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Signal signal = new Signal();
  private final Subscription subscription;

  FollowedLog(CortexLocal local, String pod) {
    subscription =
        local
            .cluster()
            .kubernetes()
            .followLogs(
                "default",
                pod,
                "api",
                line -> {
                  lines.add(line);
                  signal.changed();
                });
  }

  List<String> await(String line) throws InterruptedException {
    if (!signal.await(Deadline.after(LIMIT), () -> lines.contains(line))) {
      throw new AssertionError(
          "no line \"%s\" within %s; there are %s".formatted(line, LIMIT, lines));
    }
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    subscription.close();
  }
}
