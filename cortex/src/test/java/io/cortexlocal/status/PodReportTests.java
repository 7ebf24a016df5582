package io.cortexlocal.status;

import static io.cortexlocal.status.Pods.backOff;
import static io.cortexlocal.status.Pods.ended;
import static io.cortexlocal.status.Pods.pod;
import static io.cortexlocal.status.Pods.restarted;
import static io.cortexlocal.status.Pods.running;
import static io.cortexlocal.status.Pods.waiting;
import static io.cortexlocal.status.Pods.withCondition;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PodReportTests {

  private final ScriptedKubernetes kubernetes = new ScriptedKubernetes();

  @Test
  void aCrashingContainerWithItsEventsAndLastLines() {
    kubernetes.event("2026-01-02T03:04:05Z", "Normal", "Started", 1, "Started container web");
    kubernetes.event("2026-01-02T03:04:09Z", "Warning", "BackOff", 3, "Back-off restarting web");
    kubernetes.log("web", "Traceback:\n  no module named app\n");

    assertThat(report(pod("Running", backOff("web", 1, "Error"), running("proxy", true))))
        .containsExactly(
            "  pod api-a1-x is Failed",
            "    container web is waiting: CrashLoopBackOff, restarted 1x,"
                + " last run ended with exit code 1 (an error of the program)",
            "    container proxy is ready",
            "    last events:",
            "      2026-01-02T03:04:05Z Normal Started: Started container web",
            "      2026-01-02T03:04:09Z Warning BackOff (3x): Back-off restarting web",
            "    last lines of container web:",
            "      Traceback:",
            "        no module named app");
  }

  @Test
  void whatAReadyContainerWrote() {
    kubernetes.log("web", "Traceback:\n  division by zero\n");
    kubernetes.log("proxy", "a request\n");

    assertThat(report(pod("Running", running("web", true), running("proxy", true))))
        .endsWith(
            "    container proxy is ready",
            "    last lines of container web:",
            "      Traceback:",
            "        division by zero");
  }

  @Test
  void anImageThatCannotBePulled() {
    assertThat(
            report(
                pod("Pending", waiting("web", "ErrImagePull", "no such host: registry.example"))))
        .containsExactly(
            "  pod api-a1-x is ErrImagePull",
            "    container web is waiting: ErrImagePull (no such host: registry.example)",
            "    container web wrote no log");
  }

  @Test
  void aPodThatFitsOnNoNode() {
    assertThat(
            report(
                withCondition(
                    pod("Pending"),
                    "PodScheduled",
                    "False",
                    "9999-01-01T00:00:00Z",
                    "0/1 nodes are available: 1 Insufficient cpu.")))
        .containsExactly(
            "  pod api-a1-x is Pending",
            "    not scheduled: 0/1 nodes are available: 1 Insufficient cpu.");
  }

  @Test
  void aPodThatIsScheduledSaysNothingOfIt() {
    assertThat(report(withCondition(pod("Pending"), "PodScheduled", "True", null, "all is well")))
        .containsExactly("  pod api-a1-x is Pending");
  }

  @Test
  void containersInEveryState() {
    assertThat(
            report(
                pod(
                    "Running",
                    running("unready", false),
                    ended("over", 0, "Completed"),
                    ended("plain", 3, null),
                    restarted(running("again", true), 2, 137, "OOMKilled"),
                    new ContainerStatusBuilder().withName("lost").withReady(false).build())))
        .startsWith(
            "  pod api-a1-x is Failed",
            "    container unready is running but not ready",
            "    container over is ended with exit code 0 (Completed)",
            "    container plain is ended with exit code 3",
            "    container again is ready, restarted 2x, last run ended with exit code 137"
                + " (SIGKILL; OOMKilled)",
            "    container lost is unknown",
            "    container unready wrote no log");
  }

  @Test
  void theLogBeforeTheRestartWhereTheNewRunHasWrittenNothingYet() {
    kubernetes.previousLog("web", "out of memory");

    assertThat(report(pod("Running", restarted(running("web", false), 1, 137, "OOMKilled"))))
        .endsWith("    last lines of container web:", "      out of memory");
  }

  @Test
  void theLastEventsAndLinesOnly() {
    IntStream.rangeClosed(1, 9)
        .forEach(i -> kubernetes.event(null, "Normal", "Event" + i, null, "text"));
    kubernetes.log(
        "web", IntStream.rangeClosed(1, 16).mapToObj(i -> i + "\n").collect(Collectors.joining()));

    List<String> report = report(pod("Running", running("web", false)));

    assertThat(report)
        .filteredOn(line -> line.contains("Event"))
        .hasSize(8)
        .startsWith("      2026-01-01T00:00:00Z Normal Event2: text")
        .endsWith("      2026-01-01T00:00:00Z Normal Event9: text");
    assertThat(report).contains("      2", "      16").doesNotContain("      1");
  }

  @Test
  void whatIsKnownWhenTheClusterAnswersNoMore() {
    kubernetes.failWith("the node is gone");

    assertThat(report(pod("Running", running("web", false))))
        .containsExactly(
            "  pod api-a1-x is NotReady",
            "    container web is running but not ready",
            "    no more is known: the node is gone");
  }

  @Test
  void aPodWithoutStatus() {
    Pod pod = new PodBuilder(pod("Pending")).withStatus(null).build();

    assertThat(report(pod)).containsExactly("  pod api-a1-x is Unknown");
  }

  @Test
  void theContainerWhoseProbeFailed() {
    kubernetes.containerEvent(
        "web", "2026-01-02T03:04:05Z", "Unhealthy", "Readiness probe failed: statuscode: 500");

    assertThat(report(pod("Running", running("web", false))))
        .contains(
            "      2026-01-02T03:04:05Z Warning Unhealthy: container web: Readiness probe failed:"
                + " statuscode: 500");
  }

  @Test
  void linesAboutProbesDoNotPushOutWhatTheApplicationSaid() {
    kubernetes.log(
        "web",
        "fatal: no model\n"
            + "10.42.0.1 \"GET /ready HTTP/1.1\" 503 \"kube-probe/1.34\"\n".repeat(40)
            + "INFO: 10.42.0.1 - \"GET /healthz HTTP/1.1\" 200 OK\n".repeat(40));

    assertThat(report(pod("Running", running("web", false))))
        .endsWith(
            "    last lines of container web (without 80 lines about probes):",
            "      fatal: no model");
  }

  @Test
  void theSidecarsRecordsDoNotPushOutWhatItSaid() {
    String event =
        "{\"timestamp\":\"2026-01-02T03:04:05.000Z\",\"cluster_name\":\"user-port\","
            + "\"add_healthy_event\":{}}\n";
    String check =
        "{\"health_checker_type\":\"TCP\",\"cluster_name\":\"user-port\","
            + "\"health_check_failure_event\":{\"failure_type\":\"NETWORK\"}}\n";
    kubernetes.log("proxy", "[warning] no memory\n" + (event + check).repeat(10));

    assertThat(report(pod("Running", running("proxy", false))))
        .endsWith(
            "    last lines of container proxy (without 20 lines about requests and the port):",
            "      [warning] no memory");
  }

  @Test
  void theGatewaysRecordsDoNotPushOutWhatItSaid() {
    kubernetes.log(
        "istio-proxy", "[critical] no memory\n" + "{\"kind\":\"in-flight\"}\n".repeat(20));
    Pod gateway =
        new PodBuilder(pod("Running", running("istio-proxy", false)))
            .editMetadata()
            .withNamespace("istio-system")
            .endMetadata()
            .build();

    assertThat(report(gateway))
        .endsWith(
            "    last lines of container istio-proxy (without 20 lines about requests and the port):",
            "      [critical] no memory");
  }

  @Test
  void anApplicationsRecordsAreShown() {
    kubernetes.log("web", "{\"level\":\"error\",\"message\":\"no model\"}\n");

    assertThat(report(pod("Running", running("web", false))))
        .endsWith("      {\"level\":\"error\",\"message\":\"no model\"}");
  }

  @Test
  void blankLinesAreNotNoLog() {
    kubernetes.log("web", "\n".repeat(20));

    assertThat(report(pod("Running", running("web", false))))
        .endsWith("    container web wrote nothing but blank lines");
  }

  @Test
  void aTerminalIsNotActedOn() {
    kubernetes.log("web", "\u001b]0;title\u0007\rover\u202e\n");
    kubernetes.event(null, "Warning", "Failed", 1, "exec \u001b[2J");

    assertThat(report(pod("Running", running("web", false))))
        .contains("      \\u001b]0;title\\u0007\\rover\\u202e")
        .anyMatch(line -> line.endsWith("exec \\u001b[2J"));
  }

  private List<String> report(Pod pod) {
    return PodReport.describe(kubernetes, pod, Instant.now()).lines().toList();
  }
}
