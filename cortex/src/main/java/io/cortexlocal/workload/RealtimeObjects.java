package io.cortexlocal.workload;

import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.model.IstioVirtualService;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The three objects that Cortex 0.42 makes of a Realtime API, all named {@code api-<name>} in
 * namespace {@code default}.
 */
public record RealtimeObjects(
    Deployment deployment, Service service, IstioVirtualService virtualService) {

  private static final long TERMINATION_GRACE_PERIOD_SECONDS = 60;

  /** Translates an API whose containers get no variables of this machine. */
  public static RealtimeObjects of(
      RealtimeApiConfig api, DeploymentIdentity identity, int replicas, WorkloadSettings settings) {
    return of(api, identity, replicas, SecretVariables.NONE, settings);
  }

  /**
   * Translates an API.
   *
   * @param variables that containers get beside those of the configuration
   * @param replicas the number to ask for, which Cortex computes with {@link #replicas}
   */
  public static RealtimeObjects of(
      RealtimeApiConfig api,
      DeploymentIdentity identity,
      int replicas,
      SecretVariables variables,
      WorkloadSettings settings) {
    return new RealtimeObjects(
        deployment(api, identity, replicas, variables, settings),
        service(api),
        VirtualServices.realtime(api, identity));
  }

  /**
   * Returns the replicas of a deployment: those it has, else {@code init_replicas}, within {@code
   * min_replicas} and {@code max_replicas}.
   *
   * @param current the replicas that are asked for at present, 0 when there is no Deployment
   */
  public static int replicas(RealtimeApiConfig api, int current) {
    int wanted = current > 0 ? current : api.autoscaling().initReplicas();
    return Math.min(
        Math.max(wanted, api.autoscaling().minReplicas()), api.autoscaling().maxReplicas());
  }

  private static Deployment deployment(
      RealtimeApiConfig api,
      DeploymentIdentity identity,
      int replicas,
      SecretVariables variables,
      WorkloadSettings settings) {
    String name = Names.object(api.name());
    UserContainers user = UserContainers.of(api.pod(), variables, settings);
    List<Container> containers = new ArrayList<>(user.containers());
    containers.add(ProxyContainer.of(api.pod(), settings));
    List<Volume> volumes = new ArrayList<>(user.volumes());
    volumes.add(ProxyContainer.volume());
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(Names.NAMESPACE)
        .withLabels(Metadata.objectLabels(api, identity))
        .withAnnotations(Metadata.annotations(api))
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withNewSelector()
        .withMatchLabels(Metadata.selector(api))
        .endSelector()
        .withNewStrategy()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withMaxSurge(replicaLimit(api.updateStrategy().maxSurge()))
        .withMaxUnavailable(replicaLimit(api.updateStrategy().maxUnavailable()))
        .endRollingUpdate()
        .endStrategy()
        .withNewTemplate()
        .withNewMetadata()
        .withName(name)
        .withLabels(Metadata.podLabels(api, identity))
        .withAnnotations(Map.of("traffic.sidecar.istio.io/excludeOutboundIPRanges", "0.0.0.0/0"))
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy("Always")
        .withTerminationGracePeriodSeconds(terminationGrace(settings))
        .withServiceAccountName("default")
        .withNodeSelector(Map.of("workload", "true"))
        .withTolerations(tolerations())
        .withContainers(containers)
        .withVolumes(volumes)
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static long terminationGrace(WorkloadSettings settings) {
    return settings
        .terminationGrace()
        .map(grace -> grace.plusSeconds(1).minusNanos(1).toSeconds())
        .orElse(TERMINATION_GRACE_PERIOD_SECONDS);
  }

  private static Service service(RealtimeApiConfig api) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName(Names.object(api.name()))
        .withNamespace(Names.NAMESPACE)
        .withLabels(Metadata.serviceLabels(api))
        .withAnnotations(Metadata.annotations(api))
        .endMetadata()
        .withNewSpec()
        .withSelector(Metadata.selector(api))
        .addNewPort()
        .withName("http")
        .withProtocol("TCP")
        .withPort(Names.PROXY_PORT)
        .withTargetPort(new IntOrString(Names.PROXY_PORT))
        .endPort()
        .endSpec()
        .build();
  }

  private static List<Toleration> tolerations() {
    return List.of(
        new TolerationBuilder()
            .withKey("workload")
            .withOperator("Equal")
            .withValue("true")
            .withEffect("NoSchedule")
            .build(),
        new TolerationBuilder()
            .withKey("nvidia.com/gpu")
            .withOperator("Exists")
            .withEffect("NoSchedule")
            .build(),
        new TolerationBuilder()
            .withKey("aws.amazon.com/neuron")
            .withOperator("Equal")
            .withValue("true")
            .withEffect("NoSchedule")
            .build());
  }

  private static IntOrString replicaLimit(String text) {
    return text.endsWith("%") ? new IntOrString(text) : new IntOrString(Integer.parseInt(text));
  }
}
