package io.cortexlocal.config;

import org.apiguardian.api.API;

/**
 * A readiness or liveness probe as Cortex hands it to Kubernetes.
 *
 * <p>A value of 0 stands for Kubernetes' own default, except for the initial delay.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ProbeConfig(
    Handler handler,
    int initialDelaySeconds,
    int timeoutSeconds,
    int periodSeconds,
    int successThreshold,
    int failureThreshold) {

  @API(status = API.Status.INTERNAL)
  public ProbeConfig {}
}
