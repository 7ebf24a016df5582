package io.cortexlocal.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import org.junit.jupiter.api.Test;

class LastExitTests {

  @Test
  void nothingHasEnded() {
    assertThat(LastExit.of(new Pod())).isEmpty();
    assertThat(
            LastExit.of(
                pod(
                    container("api", 0)
                        .withNewState()
                        .withNewRunning()
                        .endRunning()
                        .endState()
                        .build())))
        .isEmpty();
  }

  @Test
  void aContainerHasEndedForTheFirstTime() {
    ContainerStatus ended =
        container("api", 0)
            .withNewState()
            .withNewTerminated()
            .withExitCode(2)
            .endTerminated()
            .endState()
            .build();

    assertThat(LastExit.of(pod(container("first", 0).build(), ended)))
        .contains("container api ended with exit code 2");
  }

  @Test
  void aContainerWaitsOrRunsAgain() {
    assertThat(LastExit.of(pod(again(1))))
        .contains("container api ended with exit code 137 (SIGKILL), and was restarted 1 time");
    assertThat(LastExit.of(pod(again(3))))
        .contains("container api ended with exit code 137 (SIGKILL), and was restarted 3 times");
  }

  private static ContainerStatus again(int restarts) {
    return container("api", restarts)
        .withNewState()
        .withNewWaiting()
        .withReason("CrashLoopBackOff")
        .endWaiting()
        .endState()
        .withNewLastState()
        .withNewTerminated()
        .withExitCode(137)
        .endTerminated()
        .endLastState()
        .build();
  }

  private static ContainerStatusBuilder container(String name, int restarts) {
    return new ContainerStatusBuilder().withName(name).withRestartCount(restarts);
  }

  private static Pod pod(ContainerStatus... containers) {
    return new PodBuilder().withNewStatus().withContainerStatuses(containers).endStatus().build();
  }
}
