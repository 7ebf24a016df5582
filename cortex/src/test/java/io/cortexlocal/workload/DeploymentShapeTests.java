package io.cortexlocal.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.config.ApiConfigs;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Deployment around the containers. */
class DeploymentShapeTests {

  private final Deployment deployment =
      RealtimeObjects.of(ApiConfigs.minimal("a1"), Objects.IDENTITY, 3, Objects.AS_CORTEX)
          .deployment();

  @Test
  void isNamedAfterTheApiInTheDefaultNamespace() {
    assertThat(deployment.getApiVersion()).isEqualTo("apps/v1");
    assertThat(deployment.getKind()).isEqualTo("Deployment");
    assertThat(deployment.getMetadata().getName()).isEqualTo("api-a1");
    assertThat(deployment.getMetadata().getNamespace()).isEqualTo("default");
    assertThat(deployment.getSpec().getReplicas()).isEqualTo(3);
  }

  @Test
  void hasTheLabelsOfItsDeployment() {
    assertThat(deployment.getMetadata().getLabels())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "apiName", "a1",
                "apiKind", "RealtimeAPI",
                "apiID", "7f-abc0123456-spec1",
                "specID", "spec1",
                "initialDeploymentTime", "1700000000",
                "deploymentID", "abc0123456",
                "podID", "pod1",
                "cortex.dev/api", "true"));
  }

  @Test
  void selectsPodsByNameAndKindAlone() {
    assertThat(deployment.getSpec().getSelector().getMatchLabels())
        .isEqualTo(Map.of("apiName", "a1", "apiKind", "RealtimeAPI"));
    assertThat(deployment.getSpec().getSelector().getMatchExpressions()).isEmpty();
  }

  @Test
  void leavesTheRestToKubernetes() {
    DeploymentSpec spec = deployment.getSpec();
    assertThat(spec.getMinReadySeconds()).isNull();
    assertThat(spec.getProgressDeadlineSeconds()).isNull();
    assertThat(spec.getRevisionHistoryLimit()).isNull();
    assertThat(spec.getPaused()).isNull();
  }

  @Test
  void theTemplateCarriesNothingThatChangesWithEveryApply() {
    ObjectMeta template = deployment.getSpec().getTemplate().getMetadata();
    assertThat(template.getName()).isEqualTo("api-a1");
    assertThat(template.getLabels())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "apiName", "a1",
                "apiKind", "RealtimeAPI",
                "initialDeploymentTime", "1700000000",
                "deploymentID", "abc0123456",
                "podID", "pod1",
                "cortex.dev/api", "true"));
    assertThat(template.getAnnotations())
        .isEqualTo(Map.of("traffic.sidecar.istio.io/excludeOutboundIPRanges", "0.0.0.0/0"));
  }

  @ParameterizedTest
  @CsvSource({"PT1S, 1", "PT0.2S, 1", "PT1.001S, 2", "PT5M, 300"})
  void aShorterTimeToEndInIsWholeSeconds(Duration grace, long seconds) {
    WorkloadSettings settings =
        new WorkloadSettings(
            "0.42.1", "example/envoy:1", "Always", true, Optional.empty(), Optional.of(grace));
    PodSpec pod = Objects.pod(Objects.of(ApiConfigs.minimal("a1"), settings));
    assertThat(pod.getTerminationGracePeriodSeconds()).isEqualTo(seconds);
  }

  @Test
  void thePodRunsWhereCortexRunsIt() {
    PodSpec pod = deployment.getSpec().getTemplate().getSpec();
    assertThat(pod.getRestartPolicy()).isEqualTo("Always");
    assertThat(pod.getTerminationGracePeriodSeconds()).isEqualTo(60);
    assertThat(pod.getServiceAccountName()).isEqualTo("default");
    assertThat(pod.getNodeSelector()).isEqualTo(Map.of("workload", "true"));
    assertThat(pod.getTolerations())
        .extracting(
            toleration ->
                "%s %s %s %s"
                    .formatted(
                        toleration.getKey(),
                        toleration.getOperator(),
                        toleration.getValue(),
                        toleration.getEffect()))
        .containsExactly(
            "workload Equal true NoSchedule",
            "nvidia.com/gpu Exists null NoSchedule",
            "aws.amazon.com/neuron Equal true NoSchedule");
  }

  @Test
  void thePodSetsNothingElse() {
    PodSpec pod = deployment.getSpec().getTemplate().getSpec();
    assertThat(pod.getInitContainers()).isEmpty();
    assertThat(pod.getHostNetwork()).isNull();
    assertThat(pod.getDnsPolicy()).isNull();
    assertThat(pod.getSecurityContext()).isNull();
    assertThat(pod.getTopologySpreadConstraints()).isEmpty();
    assertThat(pod.getImagePullSecrets()).isEmpty();
    assertThat(pod.getPriorityClassName()).isNull();
    assertThat(pod.getAffinity()).isNull();
  }

  @Test
  void nodeGroupsMakeNoAffinity() {
    RealtimeObjects objects = Objects.of(ApiConfigs.api("a1").nodeGroups("cpu", "gpu"));

    assertThat(Objects.pod(objects).getAffinity()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"25%, 25%", "5, 0", "0, 1", "100%, 3"})
  void rollsWithinTheUpdateStrategy(String maxSurge, String maxUnavailable) {
    var strategy =
        Objects.of(ApiConfigs.api("a1").updateStrategy(maxSurge, maxUnavailable))
            .deployment()
            .getSpec()
            .getStrategy();
    assertThat(strategy.getType()).isEqualTo("RollingUpdate");
    assertThat(strategy.getRollingUpdate().getMaxSurge()).isEqualTo(limit(maxSurge));
    assertThat(strategy.getRollingUpdate().getMaxUnavailable()).isEqualTo(limit(maxUnavailable));
  }

  private static IntOrString limit(String text) {
    return text.endsWith("%") ? new IntOrString(text) : new IntOrString(Integer.valueOf(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 100, 1, 1",
    "0, 0, 100, 0, 0",
    "0, 1, 100, 7, 7",
    "4, 1, 100, 7, 4",
    "4, 6, 100, 7, 6",
    "40, 1, 10, 1, 10",
    "1, 0, 1, 0, 1"
  })
  void keepsTheReplicasThatThereAreWithinTheLimits(
      int current, int min, int max, int init, int expected) {
    assertThat(
            RealtimeObjects.replicas(
                ApiConfigs.api("a1").replicas(min, max, init).build(), current))
        .isEqualTo(expected);
  }
}
