package io.cortexlocal.cluster.embedded.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import org.junit.jupiter.api.Test;

class LoopbackPortTests {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @Test
  void isTakenForOthersAndRefusesConnectionsWhileNobodyListens() throws IOException {
    try (LoopbackPort port = LoopbackPort.reserve();
        ServerSocket other = new ServerSocket();
        Socket client = new Socket()) {
      InetSocketAddress address = new InetSocketAddress(LOOPBACK, port.number());

      assertThatThrownBy(() -> other.bind(address)).hasMessageContaining("Address already in use");
      assertThatThrownBy(() -> client.connect(address)).isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void canBeBoundByWhoSharesIt() throws IOException {
    try (LoopbackPort port = LoopbackPort.reserve();
        ServerSocket envoy = new ServerSocket();
        Socket client = new Socket()) {
      envoy.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      envoy.bind(new InetSocketAddress(LOOPBACK, port.number()));

      client.connect(envoy.getLocalSocketAddress());
      try (Socket accepted = envoy.accept()) {
        assertThat(accepted.getPort()).isEqualTo(client.getLocalPort());
      }
    }
  }

  @Test
  void differsFromOneToTheNext() throws IOException {
    try (LoopbackPort one = LoopbackPort.reserve();
        LoopbackPort two = LoopbackPort.reserve()) {
      assertThat(one.number()).isPositive().isNotEqualTo(two.number());
    }
  }
}
