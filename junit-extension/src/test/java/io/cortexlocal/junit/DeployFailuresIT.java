package io.cortexlocal.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.CortexLocal;
import io.cortexlocal.DeployOptions;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.deploy.DeployException;
import io.cortexlocal.image.ImageException;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An API that does not come up: the message names the cause, and nothing is left. */
@Tag("conformance")
@CortexCluster
class DeployFailuresIT {

  private static final String API = "broken";
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  @TempDir Path directory;

  @AfterEach
  void nothingIsLeft(CortexLocal local) {
    Kubernetes kubernetes = local.cluster().kubernetes();
    assertThat(kubernetes.get(ResourceType.DEPLOYMENT, "default", "api-" + API)).isEmpty();
    assertThat(kubernetes.get(ResourceType.SERVICE, "default", "api-" + API)).isEmpty();
    assertThat(kubernetes.get(ResourceType.VIRTUAL_SERVICE, "default", "api-" + API)).isEmpty();
    assertThat(kubernetes.list(ResourceType.POD, "istio-system", Map.of()))
        .flatExtracting(pod -> pod.getStatus().getContainerStatuses())
        .as("restarts of the gateway's containers")
        .hasSize(2)
        .allMatch(container -> container.getRestartCount() == 0);
  }

  @Test
  void anImageThatIsNowhere(CortexLocal local) {
    Path file = EchoApis.write(directory, API, "localhost:1/no/such-image:9", "");

    assertThatThrownBy(() -> deploy(local, file, TIMEOUT))
        .isInstanceOf(ImageException.class)
        .hasMessageMatching(
            "(?s)image localhost:1/no/such-image:9 is not (in the Docker engine|on this machine)"
                + " and cannot be pulled: .+")
        .hasMessageContaining(
            "Try: docker pull localhost:1/no/such-image:9, or say in cortex-local.yaml how it is");
  }

  @Test
  void aContainerThatCrashes(CortexLocal local) {
    // The kubelet waits 10 s before the third start, on k3s.
    deploying(
            local,
            Duration.ofSeconds(60),
            """
            env:
              CRASH_AFTER: "0.5"
              START_DELAY: "60"
            compute:
              cpu: 50m
            """)
        .hasMessageMatching(
            "(?s)API broken cannot come up any more: container api of pod api-broken-\\S+ ended 3"
                + " times without having been ready, the last time with exit code 3 .*")
        .hasMessageMatching("(?s).*pod api-broken-\\S+ is Failed.*")
        .hasMessageContaining("ended with exit code 3 (Error)")
        .hasMessageContaining("restarted ")
        .hasMessageContaining("Warning BackOff")
        .hasMessageContaining("fatal: the model file is missing")
        .hasMessageEndingWith(
            "Try: container api ends by itself with exit code 3; its last lines stand above.");
  }

  @Test
  void aProbeThatNeverPasses(CortexLocal local) {
    deploying(
            local,
            """
            compute:
              cpu: 50m
            readiness_probe:
              http_get:
                path: /status
                port: 8080
            """)
        .hasMessageMatching("(?s).*pod api-broken-\\S+ is NotReady.*")
        .hasMessageContaining("container api is running but not ready")
        .hasMessageContaining("Readiness probe failed: HTTP probe failed with statuscode: 500")
        .hasMessageContaining("listening on 0.0.0.0:8080")
        .hasMessageEndingWith(
            " Point the readiness probe of container api at a path that answers 200, or mend what"
                + " this one answers.")
        .hasMessageContaining("Try: GET /status on port 8080 answers 500")
        .hasMessageContaining("Unhealthy (")
        .hasMessageContaining("container api: Readiness probe failed");
  }

  @Test
  void aServerOnAnotherPort(CortexLocal local) {
    deploying(
            local,
            """
            env:
              PORT: "9000"
            compute:
              cpu: 50m
            """)
        .hasMessageContaining("container api is ready")
        .hasMessageContaining("container proxy is running but not ready")
        .hasMessageContaining("Readiness probe failed: HTTP probe failed with statuscode: 500")
        .hasMessageEndingWith(
            "Try: nothing listens on port 8080 (pod.port), but on 9000: let the server listen on"
                + " $CORTEX_PORT (8080), or name its port in pod.port and in the probes.");
  }

  @Test
  void aPodThatDoesNotFit(CortexLocal local) {
    deploying(
            local,
            """
            compute:
              cpu: 1000
            """)
        .hasMessageMatching(
            "(?s)API broken cannot come up any more: pod api-broken-\\S+ asks for [0-9.]+ cpu, and"
                + " the node has [0-9.]+ in all.*")
        .hasMessageMatching("(?s).*pod api-broken-\\S+ is Pending.*")
        .hasMessageContaining("not scheduled: 0/1 nodes are available: 1 Insufficient cpu.")
        .hasMessageEndingWith(
            "Try: the pod asks for more CPU than the node has when nothing else runs: lower compute"
                + " in cortex.yaml. The backend embedded counts what cortex.local.embedded.cpus,"
                + " .gpus and .inferentia-chips say.");
  }

  /** Cortex' default lets the former replica go only when the new one is ready. */
  @Test
  void aRollingUpdateWithoutRoom(CortexLocal local) {
    String most =
        "compute: {cpu: %dm}\nreadiness_probe: {http_get: {port: 8080}, period_seconds: 1}\n"
            .formatted(mostOfTheNode(local));
    Path file = EchoApis.write(directory, API, EchoApis.IMAGE, "env: {V: \"1\"}\n" + most);
    try (RealtimeApi before =
        local.deploy(CortexConfig.load(file), local.defaults(EchoApis.IMAGES)).get(0)) {
      deploying(local, "env: {V: \"2\"}\n" + most)
          .hasMessageMatching(
              "(?s).*\\nTry: the replica of the version before \\(api-broken-\\S+\\) holds the CPU that the"
                  + " new one waits for, and ends only when the new one is ready\\. Let it go first:"
                  + " update_strategy: \\{max_surge: 0}\\.");
      assertThat(before.get("/").status()).isEqualTo(200);
    }
  }

  /** Returns three fifths of the processors, in thousandths. */
  private static long mostOfTheNode(CortexLocal local) {
    return local.cluster().kubernetes().list(ResourceType.NODE, "", Map.of()).stream()
        .map(node -> node.getStatus().getAllocatable().get("cpu"))
        .map(Quantity::getAmountInBytes)
        .mapToLong(cpus -> cpus.multiply(BigDecimal.valueOf(600)).longValue())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aServerOnLoopbackOnly(CortexLocal local) {
    deploying(
            local,
            """
            command: [python3, -m, http.server, "8080", --bind, 127.0.0.1]
            compute:
              cpu: 50m
            readiness_probe:
              http_get:
                port: 8080
              period_seconds: 1
            """)
        .hasMessageEndingWith(
            "Try: port 8080 is open on 127.0.0.1 only, and refused on the pod's address, which the"
                + " probe of container api asks: let the server bind 0.0.0.0.");
  }

  @Test
  void aShellLineAsCommand(CortexLocal local) {
    deploying(
            local,
            """
            command: ["python3 server.py"]
            compute:
              cpu: 50m
            """)
        .hasMessageMatching(
            "(?s)API broken cannot come up any more: container api of pod api-broken-\\S+ could not"
                + " be started: .*")
        .hasMessageEndingWith(
            "Try: the command of container api could not be started: \"python3 server.py\" is one"
                + " word with spaces, and no shell splits it. Write each word by itself: command:"
                + " [python3, server.py], or command: [sh, -c, \"python3 server.py\"].");
  }

  @Test
  void aLivenessProbeThatKillsWhileTheServerLoads(CortexLocal local) {
    deploying(
            local,
            """
            env:
              START_DELAY: "60"
            compute:
              cpu: 50m
            readiness_probe:
              http_get:
                port: 8080
              initial_delay_seconds: 30
            liveness_probe:
              http_get:
                port: 8080
              period_seconds: 1
              failure_threshold: 2
            """)
        .hasMessageContaining("Try: the liveness probe killed container api ")
        .hasMessageEndingWith(
            " before it was ready, since it allows 1 s for the start. Give liveness_probe a longer"
                + " initial_delay_seconds or more failure_threshold, or leave it out.");
  }

  @Test
  void aPodThatAsksForAGpu(CortexLocal local) {
    deploying(
            local,
            """
            compute:
              cpu: 50m
              gpu: 1
            """)
        .hasMessageMatching("(?s).*pod api-broken-\\S+ is Pending.*")
        .hasMessageContaining(
            "not scheduled: 0/1 nodes are available: 1 Insufficient nvidia.com/gpu.");
  }

  private AbstractThrowableAssert<?, ?> deploying(CortexLocal local, String container) {
    return deploying(local, TIMEOUT, container);
  }

  private AbstractThrowableAssert<?, ?> deploying(
      CortexLocal local, Duration timeout, String container) {
    Path file = EchoApis.write(directory, API, EchoApis.IMAGE, container);
    return assertThatThrownBy(() -> deploy(local, file, timeout))
        .isInstanceOf(DeployException.class);
  }

  private static void deploy(CortexLocal local, Path file, Duration timeout) {
    local.deploy(CortexConfig.load(file), DeployOptions.of(EchoApis.IMAGES, timeout));
  }
}
