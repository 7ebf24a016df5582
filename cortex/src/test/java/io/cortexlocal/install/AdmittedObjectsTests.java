package io.cortexlocal.install;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.GatewayParts;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.InMemoryCluster;
import io.cortexlocal.config.ApiConfigs;
import io.cortexlocal.config.Handler;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.workload.DeploymentIdentity;
import io.cortexlocal.workload.RealtimeObjects;
import io.cortexlocal.workload.WorkloadSettings;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An API server's admission takes what Cortex applies, and what is applied again is no change. */
class AdmittedObjectsTests {

  private final InMemoryCluster cluster = InMemoryCluster.start();
  private final Kubernetes kubernetes = cluster.kubernetes();

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void takesWhatTheInstallerAndAnApiNeed() {
    for (HasMetadata object :
        new Installation("0.42.1").objects(new GatewayParts("control:1", "envoy:1"))) {
      apply(object);
    }
    RealtimeApiConfig api =
        ApiConfigs.api("a1")
            .containers(
                ApiConfigs.container("web")
                    .shm("64Mi")
                    .liveness(ApiConfigs.probe(new Handler.TcpSocket(8080)))
                    .preStop(new Handler.HttpGet("/stop", 8080)))
            .build();
    RealtimeObjects objects =
        RealtimeObjects.of(
            api,
            new DeploymentIdentity("pod1", "spec1", "abc0123456", "7f-abc-spec1", "1700000000"),
            1,
            new WorkloadSettings(
                "0.42.1", "example/envoy:1", "Always", true, Optional.empty(), Optional.empty()));
    apply(objects.deployment());
    String service = versionAfterApplying(objects.service());
    String virtualService = versionAfterApplying(objects.virtualService());

    assertThat(
            kubernetes
                .get(
                    ResourceType.CUSTOM_RESOURCE_DEFINITION,
                    "",
                    "virtualservices.networking.istio.io")
                .map(CustomResourceDefinition::getStatus)
                .orElseThrow()
                .getConditions())
        .anyMatch(
            condition ->
                condition.getType().equals("Established") && condition.getStatus().equals("True"));
    Deployment deployment =
        kubernetes.get(ResourceType.DEPLOYMENT, "default", "api-a1").orElseThrow();
    assertThat(deployment.getSpec().getProgressDeadlineSeconds()).isEqualTo(600);
    // Controllers write the Deployment's status meanwhile, so its resource version says nothing.
    assertThat(apply(objects.deployment()).getMetadata().getGeneration())
        .isEqualTo(deployment.getMetadata().getGeneration());
    assertThat(versionAfterApplying(objects.virtualService())).isEqualTo(virtualService);
    assertThat(versionAfterApplying(objects.service())).isEqualTo(service);
  }

  private String versionAfterApplying(HasMetadata object) {
    return apply(object).getMetadata().getResourceVersion();
  }

  private <T extends HasMetadata> T apply(T object) {
    return kubernetes.apply(ResourceType.of(object), object);
  }
}
