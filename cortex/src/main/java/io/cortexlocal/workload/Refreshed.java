package io.cortexlocal.workload;

import io.cortexlocal.model.IstioVirtualService;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;

/**
 * An API's objects with another deployment id and nothing else changed, which makes Kubernetes
 * replace the pods.
 */
public final class Refreshed {

  private Refreshed() {}

  /** Returns the Deployment, ready to be applied. */
  public static Deployment deployment(
      Deployment existing, DeploymentIdentity identity, int replicas) {
    return new DeploymentBuilder()
        .withMetadata(metadata(existing, identity))
        .withNewSpecLike(existing.getSpec())
        .withReplicas(replicas)
        .editTemplate()
        .editMetadata()
        .addToLabels(Names.LABEL_DEPLOYMENT_ID, identity.deploymentId())
        .endMetadata()
        .endTemplate()
        .endSpec()
        .build();
  }

  /** Returns the VirtualService, ready to be applied. */
  public static IstioVirtualService route(
      IstioVirtualService existing, DeploymentIdentity identity) {
    IstioVirtualService route = new IstioVirtualService();
    route.setMetadata(metadata(existing, identity));
    route.setAdditionalProperty("spec", existing.getAdditionalProperties().get("spec"));
    return route;
  }

  private static ObjectMeta metadata(HasMetadata existing, DeploymentIdentity identity) {
    return AppliedMetadata.of(existing)
        .addToLabels(Names.LABEL_API_ID, identity.apiId())
        .addToLabels(Names.LABEL_DEPLOYMENT_ID, identity.deploymentId())
        .build();
  }
}
