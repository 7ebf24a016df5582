package io.cortexlocal.activator;

import io.cortexlocal.install.ProgramDeployment;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import java.util.List;
import java.util.Map;

/** The activator's Service, as Cortex names it, and what is behind it. */
final class ActivatorObjects {

  static final String NAME = Names.ACTIVATOR;
  static final Map<String, String> LABELS = Map.of("app", NAME);

  /** A role is the whole cluster's, and others may have one of so short a name. */
  private static final String ROLE = "cortex-local-activator";

  private ActivatorObjects() {}

  /** Returns the objects; later ones of the list need earlier ones. */
  static List<HasMetadata> all(String image) {
    return List.of(
        new ServiceAccountBuilder()
            .withNewMetadata()
            .withName(NAME)
            .withNamespace(Names.NAMESPACE)
            .endMetadata()
            .build(),
        new ClusterRoleBuilder()
            .withNewMetadata()
            .withName(ROLE)
            .endMetadata()
            .addNewRule()
            .withApiGroups("networking.istio.io")
            .withResources("virtualservices")
            .withVerbs("get", "list", "watch")
            .endRule()
            .addNewRule()
            .withApiGroups("")
            .withResources("pods")
            .withVerbs("list", "watch")
            .endRule()
            .addNewRule()
            .withApiGroups("apps")
            .withResources("deployments", "deployments/scale")
            .withVerbs("get", "update", "patch")
            .endRule()
            .build(),
        new ClusterRoleBindingBuilder()
            .withNewMetadata()
            .withName(ROLE)
            .endMetadata()
            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", ROLE)
            .addNewSubject()
            .withKind("ServiceAccount")
            .withName(NAME)
            .withNamespace(Names.NAMESPACE)
            .endSubject()
            .build(),
        new ServiceBuilder()
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
            .withPort(Names.ACTIVATOR_PORT)
            .withTargetPort(new IntOrString(Names.ACTIVATOR_PORT))
            .endPort()
            .endSpec()
            .build(),
        deployment(image));
  }

  private static Deployment deployment(String image) {
    return ProgramDeployment.of(
        Names.NAMESPACE,
        NAME,
        LABELS,
        new PodSpecBuilder().withServiceAccountName(NAME).build(),
        NAME,
        image,
        List.of(NAME),
        new ProbeBuilder()
            .withNewHttpGet()
            .withPath("/")
            .withPort(new IntOrString(Names.ACTIVATOR_PORT))
            .addNewHttpHeader("X-Cortex-Probe", "true")
            .endHttpGet()
            .build());
  }
}
