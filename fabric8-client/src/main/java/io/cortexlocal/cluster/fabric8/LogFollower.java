package io.cortexlocal.cluster.fabric8;

import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** Hands on the lines of a container's log as they come. */
final class LogFollower extends OutputStream implements Subscription {

  private static final int FIRST_CAPACITY = 1024;

  private final Consumer<String> lines;
  private byte[] pending = new byte[FIRST_CAPACITY];
  private int length;
  private LogWatch watch;

  private LogFollower(Consumer<String> lines) {
    this.lines = lines;
  }

  static LogFollower start(
      KubernetesClient client,
      String namespace,
      String pod,
      String container,
      Consumer<String> lines) {
    LogFollower follower = new LogFollower(lines);
    follower.watch =
        client
            .pods()
            .inNamespace(namespace)
            .withName(pod)
            .inContainer(container)
            .watchLog(follower);
    return follower;
  }

  @Override
  public synchronized void write(int value) {
    if (value == '\n') {
      String line = new String(pending, 0, length, StandardCharsets.UTF_8);
      length = 0;
      lines.accept(line);
      return;
    }
    if (length == pending.length) {
      pending = Arrays.copyOf(pending, length * 2);
    }
    pending[length++] = (byte) value;
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int count) {
    for (int i = offset; i < offset + count; i++) {
      write(bytes[i]);
    }
  }

  @Override
  public void close() {
    watch.close();
  }
}
