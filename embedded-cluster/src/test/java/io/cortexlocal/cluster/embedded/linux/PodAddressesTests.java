package io.cortexlocal.cluster.embedded.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.embedded.runtime.RuntimeFailure;
import org.junit.jupiter.api.Test;

class PodAddressesTests {

  private final PodAddresses addresses = new PodAddresses();

  @Test
  void addressThatWasFreedIsNotGivenOutSoon() {
    assertThat(addresses.take()).isEqualTo("10.42.0.2");
    addresses.free("10.42.0.2");
    assertThat(addresses.take()).isEqualTo("10.42.0.3");
  }

  @Test
  void allOfTheNetworkIsGivenOutOnce() {
    String last = "";
    for (int i = 2; i <= 0xfffe; i++) {
      last = addresses.take();
    }
    assertThat(last).isEqualTo("10.42.255.254");
    assertThatThrownBy(addresses::take)
        .isInstanceOf(RuntimeFailure.class)
        .hasMessage("No address of 10.42.0.0/16 is free for a pod.");
    addresses.free("10.42.1.0");
    assertThat(addresses.take()).isEqualTo("10.42.1.0");
  }
}
