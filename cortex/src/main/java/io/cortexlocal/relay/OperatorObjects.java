package io.cortexlocal.relay;

import io.cortexlocal.install.ProgramDeployment;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;

/** The operator's Service, as Cortex names it, and the relay behind it. */
final class OperatorObjects {

  static final String NAME = "operator";
  static final int PORT = 8888;
  static final int CARRIER_PORT = 8889;
  static final Map<String, String> LABELS = Map.of("workloadID", NAME);

  private OperatorObjects() {}

  static Service service() {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName(NAME)
        .withNamespace(Names.NAMESPACE)
        .withLabels(LABELS)
        .endMetadata()
        .withNewSpec()
        .withSelector(LABELS)
        .addNewPort()
        .withName("http")
        .withProtocol("TCP")
        .withPort(PORT)
        .withTargetPort(new IntOrString(PORT))
        .endPort()
        .endSpec()
        .build();
  }

  static Deployment relay(String image, String secret) {
    return ProgramDeployment.of(
        Names.NAMESPACE,
        NAME,
        LABELS,
        new PodSpecBuilder().withAutomountServiceAccountToken(false).build(),
        NAME,
        image,
        List.of(RelayProgram.NAME, secret),
        listening(CARRIER_PORT));
  }

  static Probe listening(int port) {
    return new ProbeBuilder()
        .withNewTcpSocket()
        .withPort(new IntOrString(port))
        .endTcpSocket()
        .build();
  }
}
