package io.cortexlocal.cluster.embedded.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class KubeletCloseTests {

  @Test
  void allPodsEndAtOnceAndTheirObjectsStay() {
    try (Node node = new Node()) {
      node.running(Node.container("api").build());
      IntStream.range(0, 20)
          .forEach(i -> node.create(Node.pod("other-" + i, Node.container("api").build())));
      node.await("all run", () -> node.runtime.started.size() == 21);
      node.kubelet.close();
      assertThat(node.runtime.sandboxes)
          .hasSize(21)
          .allSatisfy(sandbox -> assertThat(sandbox.closed).isTrue());
      assertThat(node.runtime.started).noneMatch(run -> run.terminated);
      assertThat(node.isGone()).isFalse();
      assertThat(node.time.count()).isZero();
      assertThat(node.events()).noneMatch(event -> event.contains("FailedSync"));
    }
  }

  @Test
  void afterItsCloseNothingIsStarted() {
    try (Node node = new Node()) {
      node.kubelet.close();
      node.create(Node.pod("api-x", Node.container("api").build()));
      node.kubelet.close();
      assertThat(node.runtime.sandboxes).isEmpty();
    }
  }

  @Test
  void aPodThatIsWaitingForItsRestartIsForgotten() {
    try (Node node = new Node()) {
      node.running(Node.container("api").build());
      node.runtime.last("api").end(1);
      node.await("restarted", () -> node.runtime.runs("api") == 2 && node.isRunning("api"));
      node.runtime.last("api").end(1);
      node.await("crash loop", () -> node.isWaiting("api", "CrashLoopBackOff"));
      node.kubelet.close();
      node.move(600);
      assertThat(node.runtime.runs("api")).isEqualTo(2);
    }
  }

  @Test
  void aSandboxThatCannotBeClosedDoesNotKeepTheOthers() {
    try (Node node = new Node()) {
      node.running(Node.container("api").build());
      node.create(Node.pod("other", Node.container("api").build()));
      node.await("both run", () -> node.runtime.started.size() == 2);
      node.runtime.sandboxes.get(0).failsToClose = true;
      node.kubelet.close();
      assertThat(node.runtime.sandboxes.get(1).closed).isTrue();
    }
  }
}
