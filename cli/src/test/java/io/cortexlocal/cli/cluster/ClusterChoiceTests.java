package io.cortexlocal.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.cluster.embedded.rest.RunningCluster;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterChoiceTests {

  private static final RunningCluster ONE = new RunningCluster(11, 10, "java One");
  private static final RunningCluster TWO = new RunningCluster(12, 10, "java One");
  private static final RunningCluster OTHER = new RunningCluster(21, 20, "java Other");

  @Test
  void withoutAClusterItSaysWhatToTry() {
    assertThatThrownBy(() -> ClusterChoice.one(List.of(), Optional.empty()))
        .isInstanceOf(NotThereException.class)
        .hasMessage(
            """
            no embedded cluster of this user is running on this machine.
            Try: this command again while ./cortex-local demo or a test with \
            -Dcortex.local.backend=embedded runs. A k3s cluster is read with kubectl.""");
  }

  @Test
  void theOnlyOneIsMeant() {
    assertThat(ClusterChoice.one(List.of(ONE), Optional.empty())).isEqualTo(ONE);
  }

  @Test
  void severalAreListed() {
    assertThatThrownBy(() -> ClusterChoice.one(List.of(ONE, OTHER), Optional.empty()))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            """
            several clusters are running; say which with --cluster:
              --cluster 11  (process 10: java One)
              --cluster 21  (process 20: java Other)""");
  }

  @Test
  void oneIsNamedByItsProcessOrItsNode() {
    List<RunningCluster> all = List.of(ONE, TWO, OTHER);
    assertThat(ClusterChoice.one(all, Optional.of(20L))).isEqualTo(OTHER);
    assertThat(ClusterChoice.one(all, Optional.of(12L))).isEqualTo(TWO);
    assertThatThrownBy(() -> ClusterChoice.one(all, Optional.of(10L)))
        .hasMessageStartingWith("process 10 runs several clusters; say which with --cluster:\n");
    assertThatThrownBy(() -> ClusterChoice.one(all, Optional.of(9L)))
        .hasMessageStartingWith("there is no cluster 9; say which with --cluster:\n");
  }
}
