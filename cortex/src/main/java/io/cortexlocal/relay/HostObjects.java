package io.cortexlocal.relay;

import io.cortexlocal.install.ProgramDeployment;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
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

  static Deployment relay(String image, String secret) {
    return ProgramDeployment.of(
        NAMESPACE,
        POD,
        LABELS,
        new PodSpecBuilder()
            .withHostname(POD)
            .withSubdomain(SERVICE)
            .withAutomountServiceAccountToken(false)
            .build(),
        "relay",
        image,
        List.of(HostRelayProgram.NAME, secret),
        OperatorObjects.listening(CARRIER_PORT));
  }
}
