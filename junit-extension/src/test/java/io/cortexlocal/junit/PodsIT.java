package io.cortexlocal.junit;

import static io.cortexlocal.assertions.CortexAssertions.assertThat;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cortexlocal.ApiReplica;
import io.cortexlocal.CommandResult;
import io.cortexlocal.CortexLocal;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Signal;
import io.fabric8.kubernetes.api.model.Event;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.time.Duration;
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
  void whatIsSentToAPodsPortAndComesBackStaysWhole(RealtimeApi web, CortexLocal local)
      throws Exception {
    String body = "0123456789abcdef".repeat(1 << 18);
    String head =
        "POST /large HTTP/1.1\r\nHost: web\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
            .formatted(body.length());

    String answer;
    try (ByteChannel pod =
        local.cluster().kubernetes().connect("default", replicaOf(web).name(), 80)) {
      OutputStream out = Channels.newOutputStream(pod);
      out.write((head + body).getBytes(US_ASCII));
      answer = new String(Channels.newInputStream(pod).readAllBytes(), US_ASCII);
    }

    assertThat(answer).startsWith("HTTP/1.1 200 ");
    JsonNode seen = JSON.readTree(answer.substring(answer.indexOf("\r\n\r\n")));
    assertThat(seen.path("body").asText().equals(body)).isTrue();
  }

  @Test
  void aPortWhereNothingListensHasNoConnection(RealtimeApi web, CortexLocal local) {
    Kubernetes kubernetes = local.cluster().kubernetes();
    String pod = replicaOf(web).name();

    assertThatThrownBy(
            () -> {
              try (ByteChannel none = kubernetes.connect("default", pod, 4)) {
                if (none.read(ByteBuffer.allocate(1)) < 0) {
                  throw new EOFException();
                }
              }
            })
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> kubernetes.connect("default", "no-such-pod", 80))
        .isInstanceOf(ClusterException.class)
        .hasMessageStartingWith("cannot connect to port 80 of Pod default/no-such-pod: ");
  }

  @Test
  void execTellsOutputErrorAndExitCode(RealtimeApi web) {
    CommandResult result = exec(replicaOf(web), "echo out; echo err >&2; exit 7");

    assertThat(result.output()).isEqualTo("out\n");
    assertThat(result.error()).isEqualTo("err\n");
    assertThat(result.exitCode()).hasValue(7);
  }

  @Test
  void logsAreFollowedFromTheirFirstLine(RealtimeApi web) {
    ApiReplica replica = replicaOf(web);
    replica.awaitLog("listening on 0.0.0.0:80");
    web.get("/a-line-for-the-log");

    assertThat(replica.awaitLog("GET /a-line-for-the-log HTTP/1.1"))
        .contains("listening on 0.0.0.0:80");
    assertThat(replica.awaitLog("a line with the port", line -> line.endsWith(":80")))
        .contains("listening on 0.0.0.0:80");
    assertThat(replica.logs())
        .containsSubsequence("listening on 0.0.0.0:80", "GET /a-line-for-the-log HTTP/1.1");
  }

  @Test
  void anExecReadinessProbeTakesAPodOutAndBackIn(RealtimeApi probed, CortexLocal local)
      throws Exception {
    ApiReplica replica = replicaOf(probed);
    assertThat(exec(replica, "touch /tmp/busy").exitCode()).hasValue(0);
    probed.awaitReplicas("none is Ready", all -> all.stream().noneMatch(ApiReplica::isReady));
    assertThat(probed.timeline().replicas()).containsExactly(replica.name());
    assertThat(local.cluster().kubernetes().events("default", "Pod", replica.name()))
        .extracting(Event::getReason)
        .contains("Unhealthy");

    assertThat(exec(replica, "rm /tmp/busy").exitCode()).hasValue(0);
    assertThat(probed.awaitReplicas(1))
        .singleElement()
        .returns(replica.name(), ApiReplica::name)
        .returns("Ready", ApiReplica::state)
        .returns(0, ApiReplica::restarts);
    awaitServing(probed);
  }

  @Test
  void aFailedLivenessProbeRestartsTheContainerAlone(RealtimeApi neighbour, CortexLocal local)
      throws Exception {
    ApiReplica before = replicaOf(neighbour);
    assertThat(neighbour.post("/write?file=/mnt/kept", "kept")).hasStatus(200);

    exec(before, "touch /tmp/sick");
    neighbour.awaitReplicas(
        "api has restarted",
        all -> all.stream().allMatch(now -> now.restarts("api") == before.restarts("api") + 1));
    ApiReplica after = replicaOf(neighbour);

    assertThat(after.name()).isEqualTo(before.name());
    assertThat(after.restarts("proxy")).isZero();
    assertThat(exec(after, "cat /mnt/kept; test ! -e /tmp/sick").output()).isEqualTo("kept");
    assertThat(after.logsBeforeRestart("api")).contains("listening on 0.0.0.0:8080", "SIGTERM");
    assertThat(local.cluster().kubernetes().events("default", "Pod", after.name()))
        .extracting(Event::getMessage)
        .anyMatch(message -> message.startsWith("Liveness probe failed: "))
        .contains("Container api failed liveness probe, will be restarted");
    awaitServing(neighbour);
  }

  @Test
  void aContainerThatCrashesIsStartedAgainAlone(RealtimeApi web) throws Exception {
    ApiReplica before = replicaOf(web);

    before.crash();
    web.awaitReplicas(
        "api has restarted",
        all -> all.stream().allMatch(now -> now.restarts("api") == before.restarts("api") + 1));
    ApiReplica after = replicaOf(web);

    assertThat(after.name()).isEqualTo(before.name());
    assertThat(after.restarts("proxy")).isEqualTo(before.restarts("proxy"));
    boolean told =
        new Signal()
            .await(
                Deadline.after(Duration.ofSeconds(30)),
                () -> !after.logsBeforeRestart("api").isEmpty());
    assertThat(told).as("the node has the log of the run that ended").isTrue();
    assertThat(after.logsBeforeRestart("api"))
        .contains("listening on 0.0.0.0:80")
        .doesNotContain("SIGTERM");
    awaitServing(web);
  }

  /** Of a pod that was not ready for a moment the gateway may learn both changes later. */
  private static void awaitServing(RealtimeApi api) throws InterruptedException {
    boolean serves =
        new Signal()
            .await(Deadline.after(Duration.ofSeconds(30)), () -> api.get("/").status() == 200);
    assertThat(serves).as("the gateway sends requests to %s again", api.name()).isTrue();
  }

  private static ApiReplica replicaOf(RealtimeApi api) {
    return api.awaitReplicas(1).get(0);
  }

  private static CommandResult exec(ApiReplica replica, String script) {
    return replica.exec("sh", "-c", script);
  }
}
