package io.cortexlocal.install;

import io.cortexlocal.cluster.GatewayParts;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The gateway: one pod with Envoy and the control plane that configures it, and the Service in
 * front of it.
 */
final class GatewayObjects {

  private static final int HTTP = 80;
  private static final String ACCOUNT = "istio-lite";
  private static final Map<String, String> LABELS =
      Map.of("app", "apis-istio-gateway", "istio", Names.GATEWAY_WORKLOAD);

  private final List<HasMetadata> others;
  private final Deployment deployment = deployment();

  /** Prepares all but the parts that differ between clusters. */
  GatewayObjects(int nodePort) {
    others = others(nodePort);
  }

  List<HasMetadata> with(GatewayParts parts) {
    for (Container container : deployment.getSpec().getTemplate().getSpec().getContainers()) {
      if (container.getName().equals(GatewayPod.ENVOY_CONTAINER)) {
        container.setImage(parts.envoy());
      } else {
        container.setImage(parts.programs());
        container.setArgs(GatewayPod.controlPlaneArguments(parts.addresses()));
      }
    }
    List<HasMetadata> objects = new ArrayList<>(others);
    objects.add(deployment);
    return objects;
  }

  private static List<HasMetadata> others(int nodePort) {
    return List.of(
        new ServiceAccountBuilder()
            .withNewMetadata()
            .withName(ACCOUNT)
            .withNamespace(Names.ISTIO_NAMESPACE)
            .endMetadata()
            .build(),
        new ClusterRoleBuilder()
            .withNewMetadata()
            .withName(ACCOUNT)
            .endMetadata()
            .addNewRule()
            .withApiGroups("")
            .withResources("services")
            .withVerbs("get", "list", "watch")
            .endRule()
            .addNewRule()
            .withApiGroups("discovery.k8s.io")
            .withResources("endpointslices")
            .withVerbs("get", "list", "watch")
            .endRule()
            .addNewRule()
            .withApiGroups("networking.istio.io")
            .withResources("gateways", "virtualservices")
            .withVerbs("get", "list", "watch")
            .endRule()
            .build(),
        new ClusterRoleBindingBuilder()
            .withNewMetadata()
            .withName(ACCOUNT)
            .endMetadata()
            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", ACCOUNT)
            .addNewSubject()
            .withKind("ServiceAccount")
            .withName(ACCOUNT)
            .withNamespace(Names.ISTIO_NAMESPACE)
            .endSubject()
            .build(),
        new ServiceBuilder()
            .withNewMetadata()
            .withName(Names.GATEWAY_WORKLOAD)
            .withNamespace(Names.ISTIO_NAMESPACE)
            .withLabels(LABELS)
            .endMetadata()
            .withNewSpec()
            .withType("LoadBalancer")
            .withExternalTrafficPolicy("Cluster")
            .withSelector(LABELS)
            .addNewPort()
            .withName("http2")
            .withProtocol("TCP")
            .withPort(HTTP)
            .withTargetPort(new IntOrString(HTTP))
            .withNodePort(nodePort)
            .endPort()
            .endSpec()
            .build());
  }

  private static Deployment deployment() {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName(Names.GATEWAY_WORKLOAD)
        .withNamespace(Names.ISTIO_NAMESPACE)
        .withLabels(LABELS)
        .endMetadata()
        .withNewSpec()
        .withReplicas(1)
        .withNewSelector()
        .withMatchLabels(LABELS)
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(LABELS)
        .endMetadata()
        .withNewSpec()
        .withServiceAccountName(ACCOUNT)
        .withTerminationGracePeriodSeconds(5L)
        .withContainers(controlPlane(), envoy())
        .addNewVolume()
        .withName("files")
        .withNewEmptyDir()
        .endEmptyDir()
        .endVolume()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static Container controlPlane() {
    return new ContainerBuilder()
        .withName(GatewayPod.CONTROL_PLANE_CONTAINER)
        .withImagePullPolicy("IfNotPresent")
        .withVolumeMounts(files())
        .withNewResources()
        .addToRequests("cpu", new Quantity("100m"))
        .addToRequests("memory", new Quantity("128Mi"))
        .endResources()
        .build();
  }

  private static Container envoy() {
    return new ContainerBuilder()
        .withName(GatewayPod.ENVOY_CONTAINER)
        .withImagePullPolicy("IfNotPresent")
        .withCommand(GatewayPod.envoyCommand())
        .withVolumeMounts(files())
        .withNewSecurityContext()
        .withRunAsUser(0L)
        .endSecurityContext()
        .withNewResources()
        .addToRequests("cpu", new Quantity("100m"))
        .addToRequests("memory", new Quantity("64Mi"))
        .endResources()
        .withNewReadinessProbe()
        .withNewTcpSocket()
        .withPort(new IntOrString(HTTP))
        .endTcpSocket()
        .withPeriodSeconds(1)
        .endReadinessProbe()
        .build();
  }

  private static VolumeMount files() {
    return new VolumeMountBuilder()
        .withName("files")
        .withMountPath(GatewayPod.FILES.toString())
        .build();
  }
}
