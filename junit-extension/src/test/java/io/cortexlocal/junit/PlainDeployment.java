package io.cortexlocal.junit;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.Map;

/** A Deployment that Cortex would not make: one container of the echo server, and no sidecar. */
final class PlainDeployment {

  private PlainDeployment() {}

  static Deployment of(String name, String variable, String value, long gracePeriodSeconds) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .endMetadata()
        .withNewSpec()
        .withReplicas(1)
        .withNewSelector()
        .withMatchLabels(Map.of("app", name))
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels("app", name)
        .endMetadata()
        .withNewSpec()
        .withTerminationGracePeriodSeconds(gracePeriodSeconds)
        .addNewContainer()
        .withName("api")
        .withImage(EchoApis.IMAGE)
        .withImagePullPolicy("IfNotPresent")
        .addNewEnv()
        .withName(variable)
        .withValue(value)
        .endEnv()
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }
}
