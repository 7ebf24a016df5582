package io.cortexlocal.junit;

import static io.cortexlocal.assertions.CortexAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cortexlocal.CortexLocal;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.cortexlocal.cluster.ResourceType;
import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.CapabilitiesBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Where the backends differ: each test expects one thing where the fidelity manifest has the
 * difference for the backend it runs on, and the other where it has not.
 */
@Tag("conformance")
@Tag("quick")
@CortexApi("src/test/apis/plain.yaml")
class DifferencesIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration EXEC = Duration.ofSeconds(20);
  private static final long SYS_ADMIN = 1L << 21;

  @Test
  void aServicesNameGivesItsPods(RealtimeApi plain, CortexLocal local) throws Exception {
    String address =
        JSON.readTree(plain.get("/resolve?name=api-plain.default").text()).path("address").asText();

    if (Differences.has(local, "no-cluster-ip")) {
      assertThat(address).isEqualTo(pod(local).getStatus().getPodIP());
    } else {
      assertThat(address).startsWith("10.43.");
    }
  }

  @Test
  void aContainerReachesNothingOutside(RealtimeApi plain, CortexLocal local) {
    if (Differences.has(local, "no-route-outside")) {
      // The kernel sends few errors a second; what waits for one fails at once only at first.
      for (int host = 1; host <= 10; host++) {
        assertThat(plain.get("/connect?host=192.0.2.%d&port=9".formatted(host)))
            .hasStatus(200)
            .text()
            .containsAnyOf("Network is unreachable", "No route to host");
      }
      String lookUps = "for i in 1 2 3 4 5; do getent hosts outside$i.example; done";
      assertThat(exec(local, lookUps).exitCode()).hasValue(2);
    } else {
      String outside = nodeAddress(local).replaceAll("\\d+$", "1");
      assertThat(plain.get("/connect?host=%s&port=9".formatted(outside)))
          .hasStatus(200)
          .text()
          .isNotEmpty()
          .doesNotContain("unreachable", "No route to host");
    }
  }

  @Test
  void aRunImageSeesThisMachineReadOnly(CortexLocal local) {
    Path here = Path.of(System.getProperty("java.home"), "release");
    ExecResult seen = exec(local, "test -e '" + here + "'");
    ExecResult written = exec(local, "echo x > /written-by-test");

    if (Differences.has(local, "run-images-are-this-machine")) {
      assertThat(seen.exitCode()).hasValue(0);
      assertThat(written.error()).contains("Read-only file system");
    } else {
      assertThat(seen.exitCode()).hasValue(1);
      assertThat(written.exitCode()).hasValue(0);
    }
  }

  @Test
  void emptyDirsAreInMemory(RealtimeApi plain, CortexLocal local) throws Exception {
    String type =
        exec(local, "grep ' /mnt ' /proc/mounts | tail -n 1 | cut -d ' ' -f 3").output().strip();
    long size =
        JSON.readTree(plain.get("/size?directory=/mnt").text()).path("bytes").asLong() / 4096;
    long memory =
        Long.parseLong(exec(local, "grep MemTotal /proc/meminfo | tr -dc 0-9").output()) / 4;

    if (Differences.has(local, "files-in-memory")) {
      assertThat(type).isEqualTo("tmpfs");
      assertThat(size).isBetween(memory / 4 - 1, memory / 4 + 1);
    } else {
      assertThat(type).isNotEmpty().isNotEqualTo("tmpfs");
    }
  }

  @Test
  void noProcessGainsPrivileges(RealtimeApi plain, CortexLocal local) {
    assertThat(plain.get("/read?file=/proc/self/status"))
        .hasBodyContaining(
            Differences.has(local, "no-new-privileges") ? "NoNewPrivs:\t1" : "NoNewPrivs:\t0");
  }

  @Test
  void podsBelongToTheirDeploymentOrItsReplicaSet(CortexLocal local) {
    assertThat(pod(local).getMetadata().getOwnerReferences())
        .extracting(OwnerReference::getKind)
        .containsExactly(Differences.has(local, "no-replica-sets") ? "Deployment" : "ReplicaSet");
  }

  @Test
  void theApiServerAnswersOrDoesNot(RealtimeApi plain, CortexLocal local) throws Exception {
    JsonNode environment = JSON.readTree(plain.get("/env").text());
    String host = environment.path("KUBERNETES_SERVICE_HOST").asText();
    String port = environment.path("KUBERNETES_SERVICE_PORT").asText();

    assertThat(host).isEqualTo("10.43.0.1");
    assertThat(port).isEqualTo("443");
    String answer = plain.get("/connect?host=%s&port=%s".formatted(host, port)).text();
    if (Differences.has(local, "no-api-server")) {
      assertThat(answer).startsWith("OSError: ");
    } else {
      assertThat(answer).isEqualTo("connected");
    }
  }

  @Test
  void theControlPlaneRunsNoFurtherPrograms(CortexLocal local) {
    Kubernetes kubernetes = local.cluster().kubernetes();
    Pod gateway = kubernetes.list(ResourceType.POD, "istio-system", Map.of()).get(0);
    for (var container : gateway.getSpec().getContainers()) {
      Runnable exec =
          () ->
              kubernetes.exec(
                  "istio-system",
                  gateway.getMetadata().getName(),
                  container.getName(),
                  EXEC,
                  List.of("true"));
      if (Differences.has(local, "control-plane-in-process")) {
        assertThatThrownBy(exec::run)
            .isInstanceOf(ClusterException.class)
            .hasMessageContaining("run no further programs");
      } else {
        assertThatCode(exec::run).doesNotThrowAnyException();
      }
    }
  }

  @Test
  void addedCapabilitiesArePresentOrNot(CortexLocal local) throws Exception {
    Kubernetes kubernetes = local.cluster().kubernetes();
    Deployment deployment = PlainDeployment.of("capable", "ON_SIGTERM", "exit", 1);
    Capabilities wanted = new CapabilitiesBuilder().withAdd("SYS_ADMIN").build();
    deployment
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .get(0)
        .setSecurityContext(new SecurityContextBuilder().withCapabilities(wanted).build());
    local.cluster().load(List.of(EchoApis.IMAGE), EchoApis.IMAGES);
    kubernetes.apply(ResourceType.DEPLOYMENT, deployment);
    try (PodWatch pods = PodWatch.of(local, "app", "capable")) {
      String pod = pods.awaitReady(1).get(0).getMetadata().getName();
      String mask =
          kubernetes
              .exec(
                  "default",
                  pod,
                  "api",
                  EXEC,
                  List.of("sh", "-c", "grep CapEff /proc/1/status | cut -f 2"))
              .output()
              .strip();

      assertThat(Long.parseLong(mask, 16) & SYS_ADMIN)
          .isEqualTo(Differences.has(local, "no-added-capabilities") ? 0 : SYS_ADMIN);
    } finally {
      kubernetes.delete(ResourceType.DEPLOYMENT, "default", "capable");
    }
  }

  private static ExecResult exec(CortexLocal local, String script) {
    return local
        .cluster()
        .kubernetes()
        .exec(
            "default",
            pod(local).getMetadata().getName(),
            "api",
            EXEC,
            List.of("sh", "-c", script));
  }

  private static Pod pod(CortexLocal local) {
    List<Pod> pods =
        local.cluster().kubernetes().list(ResourceType.POD, "default", Map.of("apiName", "plain"));
    assertThat(pods).hasSize(1);
    return pods.get(0);
  }

  private static String nodeAddress(CortexLocal local) {
    return local
        .cluster()
        .kubernetes()
        .list(ResourceType.NODE, "", Map.of())
        .get(0)
        .getStatus()
        .getAddresses()
        .stream()
        .filter(address -> address.getType().equals("InternalIP"))
        .findFirst()
        .orElseThrow()
        .getAddress();
  }
}
