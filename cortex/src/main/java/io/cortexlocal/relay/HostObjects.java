package io.cortexlocal.relay;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.Map;
import java.util.Set;

/**
 * What {@code host.cortex.local} leads to in a cluster. Pods look names up below {@code
 * svc.cluster.local} too, and there it is the pod {@code host} of the Service {@code cortex} in the
 * namespace {@code local}. The Service has no address of its own, so that a port at which the pod
 * does not listen refuses.
 */
final class HostObjects {

  static final String HOST_NAME = "host.cortex.local";
  static final String NAMESPACE = "local";
  static final int CARRIER_PORT = 64_999;

  /** Where the relay calls itself. */
  static final int OWN_PORT = 64_998;

  static final Set<Integer> RELAYS_PORTS = Set.of(CARRIER_PORT, OWN_PORT);
  static final Map<String, String> LABELS = Map.of("app", "cortex-local-host");

  private static final String SERVICE = "cortex";
  private static final String POD = "host";

  /** Its name below the namespace. */
  static final String POD_OF_SERVICE = POD + "." + SERVICE;

  private HostObjects() {}

  static Namespace namespace() {
    return new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build();
  }

  /** The relay calls itself by its name, which so leads to it before it is ready. */
  static Service service() {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName(SERVICE)
        .withNamespace(NAMESPACE)
        .withLabels(LABELS)
        .endMetadata()
        .withNewSpec()
        .withClusterIP("None")
        .withPublishNotReadyAddresses(true)
        .withSelector(LABELS)
        .addNewPort()
        .withName("carriers")
        .withProtocol("TCP")
        .withPort(CARRIER_PORT)
        .withTargetPort(new IntOrString(CARRIER_PORT))
        .endPort()
        .endSpec()
        .build();
  }

  /** It asks for no processor and no memory, so that the APIs have what they have without it. */
  static Deployment relay(String image, String secret) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName(POD)
        .withNamespace(NAMESPACE)
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
        .withHostname(POD)
        .withSubdomain(SERVICE)
        .withAutomountServiceAccountToken(false)
        .withTerminationGracePeriodSeconds(1L)
        .addNewContainer()
        .withName("relay")
        .withImage(image)
        .withImagePullPolicy("IfNotPresent")
        .withArgs(HostRelayProgram.NAME, secret)
        .withNewReadinessProbe()
        .withNewTcpSocket()
        .withPort(new IntOrString(CARRIER_PORT))
        .endTcpSocket()
        .withPeriodSeconds(1)
        .endReadinessProbe()
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }
}
