package io.cortexlocal.evidence;

import static io.cortexlocal.evidence.Replicas.asking;
import static io.cortexlocal.evidence.Replicas.ended;
import static io.cortexlocal.evidence.Replicas.node;
import static io.cortexlocal.evidence.Replicas.pod;
import static io.cortexlocal.evidence.Replicas.ready;
import static io.cortexlocal.evidence.Replicas.running;
import static io.cortexlocal.evidence.Replicas.unschedulable;
import static io.cortexlocal.evidence.Replicas.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A start is given up when it is certain that it fails, and not before. */
class HopelessStartTests {

  private final RunsWithoutReadiness runs = new RunsWithoutReadiness();

  @Test
  void theThirdEndOfAContainer() {
    assertThat(after(ended(3, "Error", 0))).isEmpty();
    assertThat(after(running("web", false, 1))).isEmpty();
    assertThat(after(ended(3, "Error", 1))).isEmpty();
    assertThat(after(ended(137, "Error", 2)))
        .contains(
            "container web of pod api-a1-x ended 3 times without having been ready, the last time"
                + " with exit code 137 (SIGKILL) (more restarts are allowed with"
                + " cortex.local.tolerate-restarts)");
  }

  @Test
  void readinessBetweenTheEndsCountsThemAnew() {
    after(ended(3, "Error", 1));
    runs.observe(ready(pod(running("web", true, 2)), true));

    assertThat(after(ended(3, "Error", 3))).isEmpty();
    assertThat(after(ended(3, "Error", 4))).isPresent();
  }

  @Test
  void aCommandThatIsNotThere() {
    assertThat(
            after(
                waiting(
                    "RunContainerError", "exec: \"serve\": executable file not found in $PATH")))
        .contains(
            "container web of pod api-a1-x could not be started: exec: \"serve\": executable file"
                + " not found in $PATH");
    assertThat(after(ended(127, "Error", 0)))
        .contains("container web of pod api-a1-x ended with exit code 127 (command not found)");
    assertThat(after(ended(126, "Error", 0))).isPresent();
  }

  @Test
  void aCommandThatAnotherContainerMayBring() {
    Pod pod =
        new PodBuilder(pod(ended(127, "Error", 0)))
            .editSpec()
            .editFirstContainer()
            .withCommand("sh", "-c", "/mnt/bin/serve")
            .endContainer()
            .endSpec()
            .build();
    runs.observe(pod);

    assertThat(new HopelessStart(2).reason(List.of(pod), runs, List.of())).isEmpty();
  }

  @Test
  void anImageThatIsNotThere() {
    assertThat(after(waiting("ImagePullBackOff", "not found")))
        .contains("container web of pod api-a1-x has no image: example/web:1 is not there");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dial tcp 10.0.0.1:443: i/o timeout",
        "toomanyrequests: You have reached your pull rate limit",
        "unexpected status code 503 Service Unavailable",
        "context deadline exceeded"
      })
  void aRegistryMayAnswerBetterNextTime(String message) {
    assertThat(after(waiting("ErrImagePull", message))).isEmpty();
  }

  @Test
  void aPodThatIsLargerThanEveryNode() {
    assertThat(waitingFor("3", node("2"), node("2500m")))
        .contains("pod api-a1-x asks for 3 cpu, and the node has 2 in all");
  }

  @Test
  void aPodThatFitsAnEmptyNodeMayHope() {
    assertThat(waitingFor("2", node("1"), node("2"))).isEmpty();
  }

  private Optional<String> waitingFor(String cpu, Node... nodes) {
    Pod pod = asking(cpu, unschedulable("0/1 nodes are available: 1 Insufficient cpu."));
    return new HopelessStart(2).reason(List.of(pod), runs, List.of(nodes));
  }

  private Optional<String> after(io.fabric8.kubernetes.api.model.ContainerStatus container) {
    Pod pod = pod(container);
    runs.observe(pod);
    return new HopelessStart(2).reason(List.of(pod), runs, List.of());
  }
}
