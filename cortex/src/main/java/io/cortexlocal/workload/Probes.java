package io.cortexlocal.workload;

import io.cortexlocal.config.Handler;
import io.cortexlocal.config.ProbeConfig;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HTTPGetActionBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;

/** Probes and hooks as Cortex hands them to Kubernetes. */
final class Probes {

  private Probes() {}

  static Probe probe(ProbeConfig config) {
    ProbeBuilder probe =
        new ProbeBuilder()
            .withInitialDelaySeconds(orAbsent(config.initialDelaySeconds()))
            .withTimeoutSeconds(orAbsent(config.timeoutSeconds()))
            .withPeriodSeconds(orAbsent(config.periodSeconds()))
            .withSuccessThreshold(orAbsent(config.successThreshold()))
            .withFailureThreshold(orAbsent(config.failureThreshold()));
    if (config.handler() instanceof Handler.HttpGet get) {
      probe.withHttpGet(httpGet(get.path(), get.port()));
    } else if (config.handler() instanceof Handler.TcpSocket socket) {
      probe.withNewTcpSocket().withPort(new IntOrString(socket.port())).endTcpSocket();
    } else if (config.handler() instanceof Handler.Exec exec) {
      probe.withNewExec().withCommand(exec.command()).endExec();
    }
    return probe.build();
  }

  /** Cortex sends a hook's path without its leading slash, which the kubelet adds. */
  static Lifecycle preStop(Handler handler) {
    LifecycleBuilder lifecycle = new LifecycleBuilder();
    if (handler instanceof Handler.HttpGet get) {
      lifecycle
          .withNewPreStop()
          .withHttpGet(httpGet(get.path().substring(1), get.port()))
          .endPreStop();
    } else if (handler instanceof Handler.Exec exec) {
      lifecycle.withNewPreStop().withNewExec().withCommand(exec.command()).endExec().endPreStop();
    }
    return lifecycle.build();
  }

  /** The sidecar's own readiness probe. */
  static Probe proxyReadiness() {
    return new ProbeBuilder()
        .withHttpGet(httpGet("/healthz", Names.PROXY_ADMIN_PORT))
        .withInitialDelaySeconds(1)
        .withTimeoutSeconds(3)
        .withPeriodSeconds(10)
        .withSuccessThreshold(1)
        .withFailureThreshold(3)
        .build();
  }

  private static HTTPGetAction httpGet(String path, int port) {
    return new HTTPGetActionBuilder().withPath(path).withPort(new IntOrString(port)).build();
  }

  /** A 0 is absent on Go's wire, and so becomes Kubernetes' default. */
  private static Integer orAbsent(int seconds) {
    return seconds == 0 ? null : seconds;
  }
}
