package io.cortexlocal.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the kernel and a server say, as it arrives from a container. */
class ClusterPodLookTests {

  @Test
  void theKernelsTablesOfSockets() {
    String tables =
        """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid
           0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0
           1: 00000000:22B8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0
           2: 0100007F:22B8 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0
          sl  local_address                         remote_address                        st
           0: 00000000000000000000000001000000:2328 00000000000000000000000000000000:0000 0A 0:0
           1: 00000000000000000000000000000000:2329 00000000000000000000000000000000:0000 0A 0:0
           2: 0000000000000000FFFF00000100007F:232A 00000000000000000000000000000000:0000 0A 0:0
        """;

    assertThat(ListeningSocket.read(tables))
        .containsExactly(
            new ListeningSocket(8080, true),
            new ListeningSocket(8888, false),
            new ListeningSocket(9000, true),
            new ListeningSocket(9001, false),
            new ListeningSocket(9002, true));
  }

  @Test
  void theBeginningOfAnAnswer() {
    assertThat(
            ClusterPodLook.answer(
                "HTTP/1.0 307 Temporary Redirect\r\nlocation: /there/\r\n\r\n\nmoved\n"))
        .contains(new PodLook.Answer(307, Optional.of("/there/"), "moved"));
    assertThat(ClusterPodLook.answer("SSH-2.0-OpenSSH\n")).isEmpty();
    assertThat(ClusterPodLook.answer("")).isEmpty();
  }
}
