package io.cortexlocal.incluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.time.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServiceWayTests {

  private final InetAddress loopback = InetAddress.getLoopbackAddress();

  @Test
  void isCalledUntilTheCallsArrive() throws Exception {
    AtomicBoolean called = new AtomicBoolean();
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(loopback, 0));
      int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
      CompletableFuture<Boolean> led =
          CompletableFuture.supplyAsync(() -> await(port, called::get, 20));
      // the first is taken by somebody else
      server.accept().close();
      server.accept().close();
      called.set(true);

      assertThat(led.get(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void isCalledAgainWhereNobodyListensYet() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    try (Socket silent = silent()) {
      assertThat(await(silent.getLocalPort(), () -> calls.incrementAndGet() == 3, 20)).isTrue();
    }
    assertThat(calls).hasValue(3);
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
    try (Socket silent = silent()) {
      assertThat(await(silent.getLocalPort(), () -> false, 0)).isFalse();
    }
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

  /** Returns what keeps a port at which nobody listens, so that no other process has it. */
  private Socket silent() throws IOException {
    Socket bound = new Socket();
    bound.bind(new InetSocketAddress(loopback, 0));
    return bound;
  }
}
