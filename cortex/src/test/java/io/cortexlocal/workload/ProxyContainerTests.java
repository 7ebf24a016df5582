package io.cortexlocal.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.config.ApiConfigs;
import io.cortexlocal.config.ApiConfigs.ApiBuilder;
import io.cortexlocal.config.Handler;
import io.cortexlocal.workload.sidecar.SidecarBootstrap;
import io.cortexlocal.workload.sidecar.SidecarSettings;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProxyContainerTests {

  private final Container proxy = Objects.container(Objects.of(ApiConfigs.minimal("a1")), "proxy");

  @Test
  void hasCortexPortsVariablesAndRequests() {
    assertThat(proxy.getImage()).isEqualTo("example/envoy:1");
    assertThat(proxy.getPorts())
        .extracting(port -> port.getName() + " " + port.getContainerPort())
        .containsExactly("admin 15000", "null 8888");
    assertThat(proxy.getEnv())
        .extracting(variable -> variable.getName() + "=" + variable.getValue())
        .containsExactly("CORTEX_VERSION=0.42.1", "CORTEX_LOG_LEVEL=INFO");
    assertThat(proxy.getEnvFrom())
        .extracting(source -> source.getConfigMapRef().getName())
        .containsExactly("env-vars");
    assertThat(proxy.getResources().getRequests())
        .isEqualTo(Map.of("cpu", new Quantity("100m"), "memory", new Quantity("100Mi")));
    assertThat(proxy.getResources().getLimits()).isEmpty();
    assertThat(proxy.getSecurityContext()).isNull();
    assertThat(proxy.getLivenessProbe()).isNull();
    assertThat(proxy.getLifecycle()).isNull();
    assertThat(proxy.getVolumeMounts())
        .noneMatch(mount -> mount.getMountPath().matches("/(mnt|cortex)(/.*)?"));
  }

  @Test
  void hasTheClustersConfigurationWhereCortexMountsIt() {
    assertThat(proxy.getVolumeMounts())
        .extracting(
            mount -> mount.getName() + " " + mount.getMountPath() + " " + mount.getSubPath())
        .containsExactly("cluster-config /configs/cluster/cluster.yaml cluster.yaml");
    var volumes = Objects.pod(Objects.of(ApiConfigs.minimal("a1"))).getVolumes();
    assertThat(volumes)
        .extracting("name")
        .containsExactly("mnt", "cortex", "client-config", "cluster-config");
    assertThat(volumes.get(3).getConfigMap().getName()).isEqualTo("cluster-config");
  }

  @Test
  void isAnEnvoyThatBashAndPerlDrain() {
    assertThat(proxy.getCommand()).startsWith("bash", "-c");
    assertThat(proxy.getCommand().get(2)).contains("perl -MIO::Socket::UNIX");
    assertThat(proxy.getArgs()).startsWith("proxy", "envoy");
  }

  @Test
  void isReadyWhenItSaysSo() {
    Probe probe = proxy.getReadinessProbe();
    assertThat(probe.getHttpGet().getPath()).isEqualTo("/healthz");
    assertThat(probe.getHttpGet().getPort()).isEqualTo(new IntOrString(15000));
    assertThat(probe.getInitialDelaySeconds()).isEqualTo(1);
    assertThat(probe.getTimeoutSeconds()).isEqualTo(3);
    assertThat(probe.getPeriodSeconds()).isEqualTo(10);
    assertThat(probe.getSuccessThreshold()).isEqualTo(1);
    assertThat(probe.getFailureThreshold()).isEqualTo(3);
  }

  @Test
  void isConfiguredByItsArgumentsSoThatAChangedLimitRollsThePods() {
    assertThat(proxy.getArgs())
        .startsWith("proxy", "envoy", "/tmp/envoy-admin.sock")
        .endsWith(sidecar(8080, 1, 100));
    assertThat(arguments(ApiConfigs.api("a1").port(9000))).endsWith(sidecar(9000, 1, 100));
    assertThat(arguments(ApiConfigs.api("a1").limits(7, 100))).endsWith(sidecar(8080, 7, 100));
    assertThat(arguments(ApiConfigs.api("a1").limits(1, 9))).endsWith(sidecar(8080, 1, 9));
    assertThat(sidecar(8080, 1, 9)).isNotEqualTo(sidecar(8080, 1, 100));
  }

  @Test
  void checksThePortEvenWhereTheUserHasAProbeAsCortexAsBuiltDoes() {
    Container probed =
        Objects.container(
            Objects.of(
                ApiConfigs.api("a1")
                    .containers(
                        ApiConfigs.container("web")
                            .readiness(ApiConfigs.probe(new Handler.HttpGet("/", 8080))))),
            "proxy");

    assertThat(probed).isEqualTo(proxy);
  }

  @Test
  void asksForOnePathOnlyWhereATestObservesAnswers() {
    WorkloadSettings observing =
        new WorkloadSettings(
            "0.42.1",
            "example/envoy:1",
            "Always",
            true,
            Optional.of("/who-is-there"),
            Optional.empty());

    Container observed =
        Objects.container(Objects.of(ApiConfigs.minimal("a1"), observing), "proxy");

    assertThat(String.join(" ", observed.getArgs())).contains("/who-is-there");
    assertThat(String.join(" ", proxy.getArgs())).doesNotContain("/who-is-there");
  }

  private static List<String> arguments(ApiBuilder api) {
    return Objects.container(Objects.of(api), "proxy").getArgs();
  }

  private static String[] sidecar(int port, int maxConcurrency, int maxQueueLength) {
    return SidecarBootstrap.inlineArguments(
            SidecarSettings.inPod(port, maxConcurrency, maxQueueLength, "/tmp/envoy-admin.sock"))
        .toArray(String[]::new);
  }
}
