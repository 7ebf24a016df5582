package io.cortexlocal.cluster.embedded.linux;

import static io.cortexlocal.cluster.embedded.linux.TestNode.shell;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many pods and containers, one after the other and at the same time. */
class ChurnTests {

  private static final int CONTAINERS = Integer.getInteger("cortex.local.test.churn", 100);
  private static final int PODS = 40;

  @ParameterizedTest
  @EnumSource(NodeMode.class)
  void manyContainersLeaveNothing(NodeMode mode) throws Exception {
    try (TestNode node = new TestNode(mode)) {
      LinuxSandbox pod = node.pod("one");
      NodeState before = NodeState.of(node.node);
      for (int i = 0; i < CONTAINERS; i++) {
        assertThat(shell(pod, "exit " + i % 100).code()).isEqualTo(i % 100);
      }
      Await.until("the same state as before", () -> NodeState.of(node.node).equals(before));
    }
  }

  @ParameterizedTest
  @EnumSource(NodeMode.class)
  void manyPodsAtOnceLeaveNothing(NodeMode mode) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (TestNode node = new TestNode(mode)) {
      NodeState before = NodeState.of(node.node);
      List<Future<String>> addresses = new ArrayList<>();
      for (int i = 0; i < PODS; i++) {
        String name = "pod-" + i;
        addresses.add(threads.submit(() -> podThatRuns(node, name)));
      }
      HashSet<String> different = new HashSet<>();
      for (Future<String> address : addresses) {
        different.add(address.get());
      }
      assertThat(different).hasSize(PODS);
      Await.until("the same state as before", () -> NodeState.of(node.node).equals(before));
    } finally {
      threads.shutdownNow();
    }
  }

  private static String podThatRuns(TestNode node, String name) {
    try (LinuxSandbox pod = node.pod(name)) {
      assertThat(shell(pod, "hostname; exit 3").output()).isEqualTo(name);
      return pod.address();
    }
  }
}
