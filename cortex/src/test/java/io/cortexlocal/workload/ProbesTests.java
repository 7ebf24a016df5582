package io.cortexlocal.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.config.ApiConfigs;
import io.cortexlocal.config.Handler;
import io.cortexlocal.config.ProbeConfig;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbesTests {

  @Test
  void carryEveryNumber() {
    Probe probe =
        Probes.probe(new ProbeConfig(new Handler.HttpGet("/healthz", 8080), 1, 2, 3, 4, 5));

    assertThat(probe.getInitialDelaySeconds()).isEqualTo(1);
    assertThat(probe.getTimeoutSeconds()).isEqualTo(2);
    assertThat(probe.getPeriodSeconds()).isEqualTo(3);
    assertThat(probe.getSuccessThreshold()).isEqualTo(4);
    assertThat(probe.getFailureThreshold()).isEqualTo(5);
  }

  @Test
  void leaveOutZerosSoThatKubernetesHasItsDefaults() {
    Probe probe = Probes.probe(new ProbeConfig(new Handler.TcpSocket(8080), 0, 0, 0, 0, 0));

    assertThat(Serialization.asJson(probe)).isEqualTo("{\"tcpSocket\":{\"port\":8080}}");
  }

  @Test
  void askOverHttpWithPathAndNumericPortAlone() {
    HTTPGetAction get =
        Probes.probe(ApiConfigs.probe(new Handler.HttpGet("/healthz", 8080))).getHttpGet();

    assertThat(get.getPath()).isEqualTo("/healthz");
    assertThat(get.getPort()).isEqualTo(new IntOrString(8080));
    assertThat(get.getHttpHeaders()).isEmpty();
    assertThat(get.getHost()).isNull();
    assertThat(get.getScheme()).isNull();
  }

  @Test
  void haveExactlyOneHandler() {
    Probe http = Probes.probe(ApiConfigs.probe(new Handler.HttpGet("/", 8080)));
    Probe socket = Probes.probe(ApiConfigs.probe(new Handler.TcpSocket(9090)));
    Probe exec = Probes.probe(ApiConfigs.probe(new Handler.Exec(List.of("test", "-f", "/mnt/ok"))));

    assertThat(http.getTcpSocket()).isNull();
    assertThat(http.getExec()).isNull();
    assertThat(socket.getTcpSocket().getPort()).isEqualTo(new IntOrString(9090));
    assertThat(socket.getHttpGet()).isNull();
    assertThat(socket.getExec()).isNull();
    assertThat(exec.getExec().getCommand()).containsExactly("test", "-f", "/mnt/ok");
    assertThat(exec.getHttpGet()).isNull();
    assertThat(exec.getTcpSocket()).isNull();
  }

  @Test
  void theHookSendsItsPathWithoutTheLeadingSlash() {
    Lifecycle stop = Probes.preStop(new Handler.HttpGet("/stop/now", 8080));
    Lifecycle root = Probes.preStop(new Handler.HttpGet("/", 8080));

    assertThat(stop.getPreStop().getHttpGet().getPath()).isEqualTo("stop/now");
    assertThat(stop.getPreStop().getHttpGet().getPort()).isEqualTo(new IntOrString(8080));
    assertThat(root.getPreStop().getHttpGet().getPath()).isEmpty();
    assertThat(stop.getPostStart()).isNull();
  }

  @Test
  void theHookRunsACommand() {
    Lifecycle lifecycle = Probes.preStop(new Handler.Exec(List.of("sleep", "5")));

    assertThat(lifecycle.getPreStop().getExec().getCommand()).containsExactly("sleep", "5");
    assertThat(lifecycle.getPreStop().getHttpGet()).isNull();
  }

  @Test
  void goToTheContainerThatDeclaresThem() {
    RealtimeObjects objects =
        Objects.of(
            ApiConfigs.api("a1")
                .containers(
                    ApiConfigs.container("web")
                        .readiness(ApiConfigs.probe(new Handler.HttpGet("/ready", 8080)))
                        .liveness(ApiConfigs.probe(new Handler.TcpSocket(8080)))
                        .preStop(new Handler.HttpGet("/stop", 8080)),
                    ApiConfigs.container("cache")));
    Container web = Objects.container(objects, "web");
    Container cache = Objects.container(objects, "cache");

    assertThat(web.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/ready");
    assertThat(web.getLivenessProbe().getTcpSocket().getPort()).isEqualTo(new IntOrString(8080));
    assertThat(web.getLifecycle().getPreStop().getHttpGet().getPath()).isEqualTo("stop");
    assertThat(web.getStartupProbe()).isNull();
    assertThat(cache.getReadinessProbe()).isNull();
    assertThat(cache.getLivenessProbe()).isNull();
    assertThat(cache.getLifecycle()).isNull();
  }
}
