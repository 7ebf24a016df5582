package io.cortexlocal.install;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.List;
import java.util.Map;

/**
 * The Deployment of one program of this project. It asks for no processor and no memory, so that
 * the APIs have what they have without it.
 */
public final class ProgramDeployment {

  private ProgramDeployment() {}

  /**
   * Returns it.
   *
   * @param labels of its pods, too
   * @param pod what the pod is beside its one container
   * @param container the container's name
   * @param image that runs programs of this project
   * @param arguments the program's name, and its own arguments
   * @param readiness how the pod is known to be ready; it is asked each second
   */
  public static Deployment of(
      String namespace,
      String name,
      Map<String, String> labels,
      PodSpec pod,
      String container,
      String image,
      List<String> arguments,
      Probe readiness) {
    ObjectMeta metadata =
        new ObjectMetaBuilder().withName(name).withNamespace(namespace).withLabels(labels).build();
    return new DeploymentBuilder()
        .withMetadata(metadata)
        .withNewSpec()
        .withReplicas(1)
        .withNewSelector()
        .withMatchLabels(labels)
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(labels)
        .endMetadata()
        .withSpec(
            new PodSpecBuilder(pod)
                .withTerminationGracePeriodSeconds(1L)
                .addNewContainer()
                .withName(container)
                .withImage(image)
                .withImagePullPolicy("IfNotPresent")
                .withArgs(arguments)
                .withReadinessProbe(new ProbeBuilder(readiness).withPeriodSeconds(1).build())
                .endContainer()
                .build())
        .endTemplate()
        .endSpec()
        .build();
  }
}
