package io.cortexlocal.workload;

import io.cortexlocal.config.PodConfig;
import io.cortexlocal.workload.sidecar.SidecarBootstrap;
import io.cortexlocal.workload.sidecar.SidecarEntrypoint;
import io.cortexlocal.workload.sidecar.SidecarSettings;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * The sidecar in each pod, with Cortex's name, ports, requests and probe.
 *
 * <p>Its whole configuration stands in its arguments, so that an API has no objects beyond the
 * three that Cortex gives it, and a changed limit rolls the pods as in Cortex.
 */
final class ProxyContainer {

  static final String ADMIN_SOCKET = "/tmp/envoy-admin.sock";

  private static final String CLUSTER_CONFIG = "cluster-config";

  private ProxyContainer() {}

  /** The volume that the sidecar has besides those of the user's containers. */
  static Volume volume() {
    return new VolumeBuilder()
        .withName(CLUSTER_CONFIG)
        .withNewConfigMap()
        .withName(CLUSTER_CONFIG)
        .endConfigMap()
        .build();
  }

  static Container of(PodConfig pod, WorkloadSettings settings) {
    SidecarSettings plain =
        SidecarSettings.inPod(
            pod.port().orElseThrow(),
            Math.toIntExact(pod.maxConcurrency()),
            Math.toIntExact(pod.maxQueueLength()),
            ADMIN_SOCKET);
    SidecarSettings sidecar = settings.answersPath().map(plain::withAnswersPath).orElse(plain);
    List<String> arguments = new ArrayList<>(List.of("proxy", "envoy", ADMIN_SOCKET));
    arguments.addAll(SidecarBootstrap.inlineArguments(sidecar));
    return new ContainerBuilder()
        .withName(Names.PROXY_CONTAINER)
        .withImage(settings.proxyImage())
        .withImagePullPolicy("IfNotPresent")
        .withCommand("bash", "-c", SidecarEntrypoint.script())
        .withArgs(arguments)
        .addNewPort()
        .withName("admin")
        .withContainerPort(Names.PROXY_ADMIN_PORT)
        .endPort()
        .addNewPort()
        .withContainerPort(Names.PROXY_PORT)
        .endPort()
        .withEnv(
            UserContainers.variable("CORTEX_VERSION", settings.cortexVersion()),
            UserContainers.variable("CORTEX_LOG_LEVEL", "INFO"))
        .addNewEnvFrom()
        .withNewConfigMapRef()
        .withName("env-vars")
        .endConfigMapRef()
        .endEnvFrom()
        .withNewResources()
        .addToRequests("cpu", new Quantity("100m"))
        .addToRequests("memory", new Quantity("100Mi"))
        .endResources()
        .addNewVolumeMount()
        .withName(CLUSTER_CONFIG)
        .withMountPath("/configs/cluster/cluster.yaml")
        .withSubPath("cluster.yaml")
        .endVolumeMount()
        .withReadinessProbe(Probes.proxyReadiness())
        .build();
  }
}
