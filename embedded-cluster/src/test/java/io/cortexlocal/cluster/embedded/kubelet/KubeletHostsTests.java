package io.cortexlocal.cluster.embedded.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class KubeletHostsTests {

  private final Node node = new Node();

  @AfterEach
  void closeNode() {
    node.close();
  }

  @Test
  void theHostsFileIsThereBeforeTheFirstContainer() {
    node.endpoints("default", "api-y", Map.of("10.42.0.77", true));
    node.running(Node.container("api").build());
    assertThat(node.runtime.last("api").hostsBefore).isPositive();
    assertThat(hosts().get(0))
        .contains("127.0.0.1\tlocalhost\n")
        .contains("10.42.0.2\tapi-x\n")
        .endsWith(
            "10.42.0.77\tapi-y api-y.default api-y.default.svc api-y.default.svc.cluster.local\n");
  }

  @Test
  void itFollowsTheEndpoints() {
    node.running(Node.container("api").build());
    node.endpoints("default", "api-y", Map.of("10.42.0.77", true));
    awaitHosts("10.42.0.77\tapi-y api-y.default");
    node.endpoints("default", "api-y", Map.of("10.42.0.78", true, "10.42.0.77", false));
    pass();
    awaitHosts("10.42.0.78\tapi-y api-y.default");
    assertThat(last()).doesNotContain("10.42.0.77");
  }

  @Test
  void aBurstOfChangesIsWrittenOnce() {
    node.running(Node.container("api").build());
    node.endpoints("default", "first", Map.of("10.42.1.1", true));
    awaitHosts("10.42.1.1\tfirst ");
    int before = hosts().size();
    for (int i = 0; i < 40; i++) {
      node.endpoints("default", "api-" + i, Map.of("10.42.2." + i, true));
    }
    node.await("a write is due", () -> node.time.count() == 1);
    pass();
    awaitHosts("10.42.2.39\tapi-39 ");
    assertThat(hosts()).hasSizeLessThanOrEqualTo(before + 2);
  }

  @Test
  void aChangeThatChangesNothingForAPodIsNotWritten() {
    node.endpoints("default", "api-y", Map.of("10.42.0.77", true));
    node.running(Node.container("api").build());
    node.endpoints("default", "api-z", Map.of("10.42.0.78", false));
    node.endpoints("default", "api-q", Map.of("10.42.0.79", true));
    pass();
    awaitHosts("10.42.0.79\tapi-q ");
    assertThat(hosts()).doesNotHaveDuplicates();
  }

  @Test
  void aNameIsAwaitedUntilThePodsKnowIt() throws Exception {
    node.running(Node.container("api").build());
    assertThat(node.kubelet.awaitName("default", "api-y", "10.42.0.77", deadline(0))).isFalse();

    node.endpoints("default", "api-y", Map.of("10.42.0.77", true));

    assertThat(node.kubelet.awaitName("default", "api-y", "10.42.0.77", deadline(20))).isTrue();
    assertThat(last()).contains("10.42.0.77\tapi-y ");
    assertThat(node.kubelet.awaitName("default", "api-y", "10.42.0.78", deadline(0))).isFalse();
  }

  private static Deadline deadline(int seconds) {
    return Deadline.after(Duration.ofSeconds(seconds));
  }

  @Test
  void aPodIsCalledAsItSaysAndElseByItsNameCutToWhatIsAllowed() {
    node.create(
        Node.pod("a".repeat(62) + "-b.c", Node.container("api").build())
            .editSpec()
            .withSubdomain("api-y")
            .endSpec());
    node.create(
        Node.pod("api-x", Node.container("api").build()).editSpec().withHostname("own").endSpec());

    node.await("two pods", () -> node.runtime.runs("api") == 2);
    assertThat(node.runtime.sandboxes)
        .extracting(sandbox -> sandbox.config.hostName())
        .containsExactlyInAnyOrder("a".repeat(62), "own");
    assertThat(node.runtime.sandboxes)
        .extracting(sandbox -> sandbox.hosts.get(0).replaceAll("(?s).*10\\.42\\.0\\.\\d+\t", ""))
        .containsExactlyInAnyOrder(
            "%1$s.api-y.default.svc.cluster.local\t%1$s\n".formatted("a".repeat(62)), "own\n");
  }

  private List<String> hosts() {
    return node.runtime.sandboxes.get(0).hosts;
  }

  private String last() {
    return hosts().get(hosts().size() - 1);
  }

  private void awaitHosts(String text) {
    node.await(
        text,
        () -> {
          if (node.time.count() > 0) {
            pass();
          }
          return last().contains(text);
        });
  }

  private void pass() {
    node.time.move(Duration.ofMillis(100));
  }
}
