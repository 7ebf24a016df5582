package io.cortexlocal.junit;

import static io.cortexlocal.assertions.CortexAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cortexlocal.CortexLocal;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Signal;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a pod gives its containers, and what the kubelet does with them. */
@Tag("conformance")
@Tag("quick")
@CortexApi("src/test/apis/pods.yaml")
class PodsIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void twoApisServeTheSamePort(RealtimeApi probed, RealtimeApi neighbour) throws Exception {
    JsonNode one = JSON.readTree(probed.get("/env").text());
    JsonNode other = JSON.readTree(neighbour.get("/env").text());

    assertThat(one.path("OWN").asText()).isEqualTo("probed");
    assertThat(other.path("OWN").asText()).isEqualTo("neighbour");
    assertThat(one.path("CORTEX_PORT").asText()).isEqualTo("8080");
    assertThat(other.path("CORTEX_PORT").asText()).isEqualTo("8080");
  }

  @Test
  void aServerMayUsePort80(RealtimeApi web) {
    assertThat(web.get("/connect?host=127.0.0.1&port=80")).hasStatus(200).hasBody("connected");
  }

  @Test
  void variablesExpandAsKubernetesDoesIt(RealtimeApi probed) throws Exception {
    JsonNode environment = JSON.readTree(probed.get("/env").text());

    assertThat(environment.path("FIRST").asText()).isEqualTo("8080/$(NOT_THERE)/$(CORTEX_PORT)");
  }

  @Test
  void aPodsLoopbackIsItsOwn(RealtimeApi web) {
    assertThat(web.get("/connect?host=127.0.0.1&port=8080"))
        .hasBodyContaining("ConnectionRefusedError");
  }

  @Test
  void aContainersFirstProcessIsTheApp(RealtimeApi web) {
    assertThat(web.get("/read?file=/proc/1/cmdline")).hasStatus(200).hasBodyContaining("server.py");
  }

  @Test
  void execTellsOutputErrorAndExitCode(CortexLocal local) throws Exception {
    ExecResult result = exec(local, podOf(local, "web"), "echo out; echo err >&2; exit 7");

    assertThat(result.output()).isEqualTo("out\n");
    assertThat(result.error()).isEqualTo("err\n");
    assertThat(result.exitCode()).hasValue(7);
  }

  @Test
  void logsAreFollowedFromTheirFirstLine(RealtimeApi web, CortexLocal local) throws Exception {
    try (FollowedLog log = new FollowedLog(local, podOf(local, "web"))) {
      log.await("listening on 0.0.0.0:80");
      web.get("/a-line-for-the-log");
      log.await("GET /a-line-for-the-log HTTP/1.1");
    }
  }

  @Test
  void anExecReadinessProbeTakesAPodOutAndBackIn(RealtimeApi probed, CortexLocal local)
      throws Exception {
    String pod = podOf(local, "probed");
    try (PodWatch pods = PodWatch.ofApi(local, "probed")) {
      assertThat(exec(local, pod, "touch /tmp/busy").exitCode()).hasValue(0);
      pods.await("the pod is not ready", all -> pods.ready().isEmpty());
      assertThat(probed.timeline().replicas()).containsExactly(pod);
      assertThat(local.cluster().kubernetes().events("default", "Pod", pod))
          .extracting(Event::getReason)
          .contains("Unhealthy");

      assertThat(exec(local, pod, "rm /tmp/busy").exitCode()).hasValue(0);
      pods.awaitReady(1);
      assertThat(pods.all().get(0).getMetadata().getName()).isEqualTo(pod);
      assertThat(pods.all().get(0).getStatus().getContainerStatuses())
          .allMatch(container -> container.getRestartCount() == 0);
      awaitServing(probed);
    }
  }

  @Test
  void aFailedLivenessProbeRestartsTheContainerAlone(RealtimeApi neighbour, CortexLocal local)
      throws Exception {
    String pod = podOf(local, "neighbour");
    assertThat(neighbour.post("/write?file=/mnt/kept", "kept")).hasStatus(200);
    try (PodWatch pods = PodWatch.ofApi(local, "neighbour")) {
      int before = restarts(pods.all(), "api");

      exec(local, pod, "touch /tmp/sick");
      pods.await(
          "api has restarted and is ready",
          all -> restarts(all, "api") == before + 1 && pods.ready().size() == 1);

      assertThat(restarts(pods.all(), "proxy")).isZero();
      assertThat(exec(local, pod, "cat /mnt/kept; test ! -e /tmp/sick").output()).isEqualTo("kept");
      assertThat(local.cluster().kubernetes().logs("default", pod, "api", 100, true))
          .contains("listening on 0.0.0.0:8080", "SIGTERM");
      assertThat(local.cluster().kubernetes().events("default", "Pod", pod))
          .extracting(Event::getMessage)
          .anyMatch(message -> message.startsWith("Liveness probe failed: "))
          .contains("Container api failed liveness probe, will be restarted");
      awaitServing(neighbour);
    }
  }

  /** The gateway learns a little later than the tests that a pod is ready again. */
  private static void awaitServing(RealtimeApi api) throws InterruptedException {
    boolean serves =
        new Signal()
            .await(Deadline.after(Duration.ofSeconds(30)), () -> api.get("/").status() == 200);
    assertThat(serves).as("the gateway sends requests to %s again", api.name()).isTrue();
  }

  private static int restarts(List<Pod> pods, String container) {
    return pods.stream()
        .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
        .filter(status -> status.getName().equals(container))
        .mapToInt(ContainerStatus::getRestartCount)
        .sum();
  }

  private static String podOf(CortexLocal local, String api) throws InterruptedException {
    try (PodWatch pods = PodWatch.ofApi(local, api)) {
      return pods.awaitReady(1).get(0).getMetadata().getName();
    }
  }

  private static ExecResult exec(CortexLocal local, String pod, String script) {
    return local
        .cluster()
        .kubernetes()
        .exec("default", pod, "api", Duration.ofSeconds(20), List.of("sh", "-c", script));
  }
}
