package io.cortexlocal.incluster;

import io.cortexlocal.time.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The way to a Service, from its name to a pod behind it. Nothing tells when kube-proxy has laid
 * it, so it is tried.
 */
final class ServiceWay {

  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final String host;
  private final int port;

  ServiceWay(String host, int port) {
    this.host = host;
    this.port = port;
  }

  /**
   * Calls until one is called at its end; returns whether that was in time. Before the way is laid,
   * a network that accepts connections for anybody may take the calls.
   */
  boolean await(BooleanSupplier called, Deadline deadline) throws InterruptedException {
    while (true) {
      call();
      if (called.getAsBoolean()) {
        return true;
      }
      if (deadline.passed()) {
        return false;
      }
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    }
  }

  private void call() {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getByName(host), port), (int) PATIENCE.toMillis());
    } catch (IOException notYet) {
      // the next call may be
    }
  }
}
