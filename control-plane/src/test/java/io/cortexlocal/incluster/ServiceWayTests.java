package io.cortexlocal.incluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.time.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class ServiceWayTests {

  private final InetAddress loopback = InetAddress.getLoopbackAddress();

  @Test
  void isCalledUntilTheCallsArrive() throws Exception {
    int port = freePort();
    AtomicBoolean called = new AtomicBoolean();
    CompletableFuture<Boolean> led =
        CompletableFuture.supplyAsync(() -> await(port, called::get, 20));

    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(loopback, port));
      server.accept().close();
      called.set(true);

      assertThat(led.get(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void isNotLaidByWhoeverAcceptsAConnection() throws Exception {
    try (ServerSocketChannel anybody = ServerSocketChannel.open()) {
      anybody.bind(new InetSocketAddress(loopback, 0));
      int port = ((InetSocketAddress) anybody.getLocalAddress()).getPort();

      assertThat(await(port, () -> false, 0)).isFalse();
      assertThat(anybody.accept()).isNotNull();
    }
  }

  @Test
  void isGivenUpInTime() throws Exception {
    assertThat(await(freePort(), () -> false, 0)).isFalse();
  }

  @Test
  void aNameThatIsNotThereLeadsNowhere() throws Exception {
    ServiceWay way = new ServiceWay("operator.default.svc.cluster.invalid", 8888);

    assertThat(way.await(() -> false, Deadline.after(Duration.ZERO))).isFalse();
  }

  private boolean await(int port, BooleanSupplier called, int seconds) {
    try {
      return new ServiceWay(loopback.getHostAddress(), port)
          .await(called, Deadline.after(Duration.ofSeconds(seconds)));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private int freePort() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(loopback, 0));
      return ((InetSocketAddress) server.getLocalAddress()).getPort();
    }
  }
}
