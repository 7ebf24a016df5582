package io.cortexlocal.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.istio.GatewayWorkload.ProxiedSocket;
import io.cortexlocal.istio.GatewayWorkload.Tcp;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressesTests {

  @Test
  void anAddressMayBeInAnotherNetworkNamespace() {
    assertThat(ListenAddresses.parse("127.0.0.1:8080")).isEqualTo(new Tcp("127.0.0.1", 8080));
    assertThat(ListenAddresses.parse("127.0.0.1:8080@/run/host-net"))
        .isEqualTo(new Tcp("127.0.0.1", 8080, Optional.of(Path.of("/run/host-net"))));
  }

  @Test
  void anAddressMayBeAUnixSocket() {
    assertThat(ListenAddresses.parse("unix:/run/loopback.sock"))
        .isEqualTo(new ProxiedSocket(Path.of("/run/loopback.sock")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:80@net"})
  void whatIsNoAddressIsRefusedByName(String text) {
    assertThatThrownBy(() -> ListenAddresses.parse(text))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"%s\" is no address to listen at", text);
  }
}
